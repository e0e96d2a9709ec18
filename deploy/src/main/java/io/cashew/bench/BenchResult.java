package io.cashew.bench;

import java.time.Duration;
import java.util.Map;

/**
 * What was measured.
 *
 * @param gets answered with a value: what rate and latency are about
 * @param absent answers that a key is in neither memory nor source, as after a move of its
 *     partition
 * @param firstFailure the text of the first failure, if any
 * @param cpu time each process used during the measurement
 */
public record BenchResult(
    long gets,
    long absent,
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
