package io.cashew.bench;

import io.cashew.bench.workload.Verb;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What was measured: requests that were due within the measurement, however they ended.
 *
 * @param elapsed of the measurement
 * @param requests that did not fail and ended within it
 * @param unsent requests that were due and could not be sent; they count in the latencies with the
 *     time they had waited, and as failed
 * @param latency from when a request was due; in a closed loop, from when it was sent
 * @param latencyByVerb the same for each verb that was asked for
 * @param sinceSent from when a request was sent, where there is a schedule
 * @param failedLatency of those that failed, which the others count too
 * @param endings how many keys of each verb ended how
 * @param failures by reason
 * @param processes CPU time that each of the processes used
 * @param own CPU time of this process
 * @param busiest share of the time that the busiest of the bench's threads computed, 0 to 1
 */
public record BenchResult(
    BenchPlan plan,
    Duration elapsed,
    long requests,
    long unsent,
    Latency latency,
    Map<Verb, Latency> latencyByVerb,
    Optional<Latency> sinceSent,
    Latency failedLatency,
    Map<Verb, Map<Ending, Long>> endings,
    Map<String, Failure> failures,
    List<Interval> intervals,
    Map<Long, Duration> processes,
    Duration own,
    double busiest) {
  /** Above this the bench may be what limits the figures. */
  private static final double BUSY = 0.9;

  /** Requests in a second that did not fail. */
  public double perSecond() {
    return requests / seconds();
  }

  /** Keys in a second that did not fail: more than requests if a get asks for many. */
  public double keysPerSecond() {
    return succeededKeys() / seconds();
  }

  /** Whether the bench's own threads may have been what limits the figures. */
  public boolean isBenchTheLimit() {
    return busiest > BUSY;
  }

  /** Whether everything was answered, and nothing failed. */
  public boolean isClean() {
    return failures.isEmpty() && unsent == 0;
  }

  /** CPU time for each key that did not fail, in microseconds. */
  public double microsPerKey(Duration used) {
    return used.toNanos() / 1e3 / Math.max(1, succeededKeys());
  }

  /** Of the gets that did not fail, the share that memory answered. */
  public Optional<Double> hitRatio() {
    Map<Ending, Long> gets = endings.getOrDefault(Verb.GET, Map.of());
    long all = total(gets);
    long hits =
        gets.entrySet().stream()
            .filter(entry -> entry.getKey().isFromMemory())
            .mapToLong(Map.Entry::getValue)
            .sum();
    return all == 0 ? Optional.empty() : Optional.of((double) hits / all);
  }

  private long succeededKeys() {
    return endings.values().stream().mapToLong(BenchResult::total).sum();
  }

  private static long total(Map<Ending, Long> endings) {
    return endings.entrySet().stream()
        .filter(entry -> entry.getKey() != Ending.FAILED)
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  private double seconds() {
    return elapsed.toNanos() / 1e9;
  }
}
