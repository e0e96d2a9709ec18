package io.cashew.bench;

import io.cashew.bench.workload.Verb;
import java.util.EnumMap;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SingleWriterRecorder;

/** What was measured in a stretch of time: nanoseconds. Confined to one thread. */
final class Recording {
  private static final long LOWEST_NANOS = 100;

  /** Longer than a request may wait for its turn and its answer together. */
  static final long HIGHEST_NANOS = 120_000_000_000L;

  private static final int DIGITS = 3;

  private final Map<Verb, Histogram> latency = new EnumMap<>(Verb.class);
  private final Histogram sinceSent = histogram();
  private final Histogram failed = histogram();

  static Histogram histogram() {
    return new Histogram(LOWEST_NANOS, HIGHEST_NANOS, DIGITS);
  }

  static SingleWriterRecorder recorder() {
    return new SingleWriterRecorder(LOWEST_NANOS, HIGHEST_NANOS, DIGITS);
  }

  /** From when requests of a verb were due to their end, however that was. */
  Histogram latency(Verb verb) {
    return latency.computeIfAbsent(verb, unused -> histogram());
  }

  /** From when requests were sent, if there is a schedule. */
  Histogram sinceSent() {
    return sinceSent;
  }

  /** Those that failed, which {@link #latency} counts too. */
  Histogram failed() {
    return failed;
  }

  Map<Verb, Histogram> byVerb() {
    return latency;
  }

  Histogram all() {
    Histogram all = histogram();
    latency.values().forEach(all::add);
    return all;
  }

  /** Requests that did not fail. */
  long succeeded() {
    return latency.values().stream().mapToLong(Histogram::getTotalCount).sum()
        - failed.getTotalCount();
  }

  void add(Recording other) {
    other.latency.forEach((verb, histogram) -> latency(verb).add(histogram));
    sinceSent.add(other.sinceSent);
    failed.add(other.failed);
  }
}
