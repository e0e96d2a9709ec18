package io.cashew.system.history;

import io.cashew.operation.Outcome;
import io.cashew.status.Reason;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * A history in numbers. Immutable.
 *
 * @param outcomes of gets that found something
 * @param failures of all operations, by reason
 * @param slowestNanos of all operations
 */
public record Tally(
    long gets,
    long absent,
    long failedGets,
    long sets,
    long failedSets,
    long deletes,
    long failedDeletes,
    long loads,
    long kills,
    Map<Outcome, Long> outcomes,
    Map<Reason, Long> failures,
    long slowestNanos) {

  /** Counts. */
  public static Tally of(History history) {
    Map<Outcome, Long> outcomes = new EnumMap<>(Outcome.class);
    Map<Reason, Long> failures = new EnumMap<>(Reason.class);
    long[] asked = new long[Event.Kind.values().length];
    long[] failed = new long[Event.Kind.values().length];
    long absent = 0;
    long slowest = 0;
    for (Event event : history.events()) {
      int kind = kindOf(event);
      asked[kind]++;
      slowest = Math.max(slowest, event.end() - event.start());
      if (event.ending() instanceof Ending.Found found) {
        outcomes.merge(found.outcome(), 1L, Long::sum);
      } else if (event.ending() instanceof Ending.Absent) {
        absent++;
      } else if (event.ending() instanceof Ending.Failed failure) {
        failed[kind]++;
        failures.merge(failure.reason(), 1L, Long::sum);
      } else if (!(event.ending() instanceof Ending.Done)) {
        failed[kind]++;
      }
    }
    long kills = history.faults().stream().filter(fault -> fault.kind() == Fault.Kind.KILL).count();
    return new Tally(
        asked[0],
        absent,
        failed[0],
        asked[1],
        failed[1],
        asked[2],
        failed[2],
        history.loads().size(),
        kills,
        outcomes,
        failures,
        slowest);
  }

  private static int kindOf(Event event) {
    return switch (event.kind()) {
      case GET -> 0;
      case SET -> 1;
      case DELETE -> 2;
    };
  }

  public long count(Outcome outcome) {
    return outcomes.getOrDefault(outcome, 0L);
  }

  public long failed() {
    return failedGets + failedSets + failedDeletes;
  }

  public Bounds.Traffic traffic() {
    return new Bounds.Traffic(
        gets + sets + deletes, deletes - failedDeletes, count(Outcome.HIT), kills);
  }

  @Override
  public String toString() {
    return ("%,d gets (%s, absent %,d, failed %,d), %,d sets (failed %,d), %,d deletes (failed %,d),"
            + " %,d loads, %d kills, slowest %,d ms%s")
        .formatted(
            gets,
            new TreeMap<>(outcomes),
            absent,
            failedGets,
            sets,
            failedSets,
            deletes,
            failedDeletes,
            loads,
            kills,
            TimeUnit.NANOSECONDS.toMillis(slowestNanos),
            failures.isEmpty() ? "" : ", failures " + failures);
  }
}
