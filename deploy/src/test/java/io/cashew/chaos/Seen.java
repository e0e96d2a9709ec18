package io.cashew.chaos;

import io.cashew.operation.Outcome;
import io.cashew.system.history.Ending;
import io.cashew.system.history.Event;
import io.cashew.system.history.History;
import io.cashew.system.history.Key;
import io.cashew.system.history.Verdict;
import io.cashew.system.history.Violation;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A history and its verdict, cut by time. Times are nanoseconds.
 *
 * @param start of the workload
 */
record Seen(History history, Verdict verdict, long start) {
  /** Gets sent within a time that failed. */
  long failedGets(long from, long to) {
    return gets(from, to).filter(Seen::failed).count();
  }

  /** Operations of any kind that failed. */
  long failed() {
    return verdict.tally().failed();
  }

  /** Operations of any kind, sent within a time, that failed. */
  long failed(long from, long to) {
    return sent(from, to).filter(Seen::failed).count();
  }

  /** Failures of each second of the workload in which there were any. */
  SortedMap<Long, Long> failuresBySecond() {
    return history.events().stream()
        .filter(Seen::failed)
        .collect(
            Collectors.groupingBy(
                event -> TimeUnit.NANOSECONDS.toSeconds(event.start() - start),
                TreeMap::new,
                Collectors.counting()));
  }

  private static boolean failed(Event event) {
    return !(event.ending() instanceof Ending.Found
        || event.ending() instanceof Ending.Absent
        || event.ending() instanceof Ending.Done);
  }

  long staleReads(long from, long to) {
    return verdict.violations().stream()
        .filter(each -> each.at() >= from && each.at() < to)
        .filter(
            each ->
                each.rule() == Violation.Rule.STALE_READ || each.rule() == Violation.Rule.STALE_SET)
        .count();
  }

  long gutterReads(long from, long to) {
    return gets(from, to).filter(each -> isOutcome(each, Outcome.GUTTER)).count();
  }

  /** Of the gets of keys with a source that were sent within a time, how many were hits: 0 to 1. */
  double hitRatio(long from, long to) {
    long found =
        gets(from, to)
            .filter(each -> each.key().space() == Key.Space.SOURCED)
            .filter(each -> each.ending() instanceof Ending.Found)
            .count();
    long hits =
        gets(from, to)
            .filter(each -> each.key().space() == Key.Space.SOURCED)
            .filter(each -> isOutcome(each, Outcome.HIT))
            .count();
    return (double) hits / found;
  }

  /** How often the source was asked within a time. */
  long loads(long from, long to) {
    return history.loads().stream().filter(load -> load.at() >= from && load.at() < to).count();
  }

  private Stream<Event> gets(long from, long to) {
    return sent(from, to).filter(each -> each.kind() == Event.Kind.GET);
  }

  private Stream<Event> sent(long from, long to) {
    return history.events().stream().filter(each -> each.start() >= from && each.start() < to);
  }

  private static boolean isOutcome(Event event, Outcome outcome) {
    return event.ending() instanceof Ending.Found found && found.outcome() == outcome;
  }
}
