package io.cashew.system.history;

import static io.cashew.system.history.Violation.Rule.DISHONEST;
import static io.cashew.system.history.Violation.Rule.LATE;

import com.google.common.collect.ImmutableList;
import io.cashew.status.Reason;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Judges histories. Pure. */
public final class HistoryChecker {
  private static final int AROUND = 12;
  private static final long AROUND_NANOS = TimeUnit.SECONDS.toNanos(3);

  /** What a client that asks nothing wrong may be told. */
  private static final Set<Reason> HONEST =
      EnumSet.of(
          Reason.IN_FLIGHT,
          Reason.OWNER_UNREACHABLE,
          Reason.DRAINING,
          Reason.NO_RING,
          Reason.SOURCE_DOWN,
          Reason.OWNER_SLOW,
          Reason.SOURCE_SLOW);

  private final Bounds bounds;

  public HistoryChecker(Bounds bounds) {
    this.bounds = bounds;
  }

  /** Holds a history against every rule. */
  public Verdict check(History history) {
    List<Violation> violations = new ArrayList<>();
    SourcedReads.check(history, violations::add);
    PlainReads.check(history, bounds, violations::add);
    Stampedes.check(history, bounds, violations::add);
    history.events().forEach(event -> checkAlone(event, violations::add));
    violations.sort(Comparator.comparingLong(Violation::at));
    Tally tally = Tally.of(history);
    return new Verdict(tally, ImmutableList.copyOf(violations), lacking(tally.traffic()));
  }

  /** What can be said of an operation by itself. */
  private void checkAlone(Event event, Consumer<Violation> found) {
    long most = bounds.deadline().plus(Bounds.GRACE).plus(bounds.slack()).toNanos();
    if (event.ending() instanceof Ending.Unanswered) {
      found.accept(violation(LATE, event, "was never answered"));
    } else if (event.end() - event.start() > most) {
      long millis = TimeUnit.NANOSECONDS.toMillis(event.end() - event.start());
      found.accept(violation(LATE, event, "took " + millis + " ms"));
    }
    if (event.ending() instanceof Ending.Nonsense nonsense) {
      found.accept(violation(DISHONEST, event, nonsense.what()));
    } else if (event.ending() instanceof Ending.Failed failed
        && !HONEST.contains(failed.reason())) {
      found.accept(violation(DISHONEST, event, "failed with " + failed.reason()));
    }
  }

  private static Violation violation(Violation.Rule rule, Event event, String what) {
    return new Violation(rule, event.key(), event.start(), event.kind() + " " + what);
  }

  private ImmutableList<String> lacking(Bounds.Traffic traffic) {
    ImmutableList.Builder<String> lacking = ImmutableList.builder();
    Bounds.Traffic least = bounds.least();
    atLeast("operations", traffic.operations(), least.operations(), lacking);
    atLeast("deletes acknowledged", traffic.deletes(), least.deletes(), lacking);
    atLeast("hits", traffic.hits(), least.hits(), lacking);
    atLeast("kills", traffic.kills(), least.kills(), lacking);
    return lacking.build();
  }

  private static void atLeast(
      String what, long count, long least, ImmutableList.Builder<String> lacking) {
    if (count < least) {
      lacking.add("%s: %,d (expected: >= %,d)".formatted(what, count, least));
    }
  }

  /** A verdict in words, with what happened around the first violation. */
  public static String explain(Verdict verdict, History history) {
    StringBuilder text = new StringBuilder();
    text.append(verdict.state()).append(": ").append(verdict.tally()).append('\n');
    verdict.lacking().forEach(lack -> text.append("  too little: ").append(lack).append('\n'));
    if (!verdict.violations().isEmpty()) {
      text.append("  %,d violations, the first:%n".formatted(verdict.violations().size()));
      verdict.violations().stream()
          .limit(AROUND)
          .forEach(
              each -> text.append("  %s %s: %s%n".formatted(each.rule(), each.key(), each.what())));
      Violation first = verdict.violations().get(0);
      text.append("  around the first, in ms (start, end):\n");
      history
          .excerpt(first.key(), first.at() - AROUND_NANOS, first.at() + AROUND_NANOS)
          .forEach(line -> text.append("  ").append(line).append('\n'));
    }
    return text.toString();
  }
}
