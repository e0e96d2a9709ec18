package io.cashew.bench;

import java.time.Duration;
import org.HdrHistogram.Histogram;

/**
 * What ended in about a second.
 *
 * @param end since the measurement began
 * @param requests that did not fail
 * @param failed requests that did
 */
public record Interval(
    Duration end,
    Duration length,
    long requests,
    long failed,
    double p50Micros,
    double p99Micros,
    double maxMicros) {
  static Interval of(Duration end, Duration length, Recording recording) {
    Histogram all = recording.all();
    return new Interval(
        end,
        length,
        recording.succeeded(),
        recording.failed().getTotalCount(),
        all.getTotalCount() == 0 ? 0 : all.getValueAtPercentile(50) / 1e3,
        all.getTotalCount() == 0 ? 0 : all.getValueAtPercentile(99) / 1e3,
        all.getMaxValue() / 1e3);
  }

  /** Requests that did not fail, in a second. */
  public double perSecond() {
    return requests / (length.toNanos() / 1e9);
  }
}
