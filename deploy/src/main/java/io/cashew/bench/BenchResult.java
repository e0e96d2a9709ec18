package io.cashew.bench;

import java.time.Duration;
import java.util.Map;

/**
 * What was measured.
 *
 * @param failures answers that were no value; the first one's text, if any
 * @param cpu time each process used during the measurement
 */
public record BenchResult(
    long gets,
    long failures,
    String firstFailure,
    Duration elapsed,
    double p50Micros,
    double p99Micros,
    double p999Micros,
    double maxMicros,
    Map<Long, Duration> cpu) {
  /** Gets answered in a second. */
  public double perSecond() {
    return gets / (elapsed.toNanos() / 1e9);
  }

  /** CPU time a process used for each get, in microseconds. */
  public double cpuMicrosPerGet(long process) {
    return cpu.getOrDefault(process, Duration.ZERO).toNanos() / 1e3 / Math.max(1, gets);
  }
}
