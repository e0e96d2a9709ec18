package io.cashew.chaos;

import io.cashew.operation.Outcome;
import io.cashew.system.history.Ending;
import io.cashew.system.history.Event;
import io.cashew.system.history.History;
import io.cashew.system.history.Key;
import io.cashew.system.history.Verdict;
import io.cashew.system.history.Violation;
import java.time.Duration;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * A history and its verdict, cut by time. Times are nanoseconds.
 *
 * @param start of the workload
 * @param warm when it had warmed up: from then on, what is slow is not only the compiler's
 */
record Seen(History history, Verdict verdict, long start, long warm) {
  /** Gets sent within a time that failed. */
  long failedGets(long from, long to) {
    return gets(from, to).filter(Seen::failed).count();
  }

  /** Operations of any kind that failed, those of the warm-up left out. */
  long failed() {
    return failed(warm, Long.MAX_VALUE);
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

  /**
   * The longest time in which no delete and no set of these keys was acknowledged, of those that
   * touch the time given.
   */
  Duration longestWriteGap(Set<Key> keys, long from, long to) {
    long[] acknowledged =
        LongStream.concat(
                LongStream.of(to),
                history.events().stream()
                    .filter(event -> event.ending() instanceof Ending.Done)
                    .filter(event -> keys.contains(event.key()))
                    .mapToLong(Event::end))
            .filter(end -> end <= to)
            .sorted()
            .toArray();
    long longest = 0;
    for (int i = 1; i < acknowledged.length; i++) {
      if (acknowledged[i] >= from) {
        longest = Math.max(longest, acknowledged[i] - acknowledged[i - 1]);
      }
    }
    return Duration.ofNanos(longest);
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

  /** How often the source was asked within a time for these keys, beyond once for each delete. */
  long loadsBeyondDeletes(Set<Key> keys, long from, long to) {
    long loads =
        history.loads().stream()
            .filter(load -> load.at() >= from && load.at() < to && keys.contains(load.key()))
            .count();
    long deletes =
        sent(from, to)
            .filter(each -> each.kind() == Event.Kind.DELETE && keys.contains(each.key()))
            .filter(each -> each.key().space() == Key.Space.SOURCED)
            .count();
    return Math.max(0, loads - deletes);
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

  static long millis(Duration time) {
    return TimeUnit.NANOSECONDS.toMillis(time.toNanos());
  }
}
