package io.cashew.bench;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.net.HostAndPort;
import java.time.Duration;
import java.util.List;

/**
 * What to measure: gets of keys that are in memory, in a closed loop.
 *
 * @param group whose keys are set before and read then; they live for ten minutes
 * @param keys how many different ones, all equally likely
 * @param valueBytes of each value
 * @param connections each with an event loop's worth of its own requests
 * @param outstanding requests in flight on each connection: a new one leaves for each answer
 * @param warmUp before the measurement, not counted
 * @param processes of this machine whose CPU time is to be told as well
 */
public record BenchPlan(
    HostAndPort proxy,
    String group,
    Mode mode,
    int keys,
    int valueBytes,
    int connections,
    int outstanding,
    Duration warmUp,
    Duration duration,
    List<Long> processes) {
  public BenchPlan {
    checkArgument(keys >= 1 && keys <= 10_000_000, "keys: %s (expected: 1 to 10 million)", keys);
    checkArgument(
        valueBytes >= 0 && valueBytes <= 1 << 20, "value: %s (expected: 0 to 1 MiB)", valueBytes);
    checkArgument(
        connections >= 1 && connections <= 1_000,
        "connections: %s (expected: 1 to 1,000)",
        connections);
    checkArgument(
        outstanding >= 1 && outstanding <= 10_000,
        "outstanding: %s (expected: 1 to 10,000)",
        outstanding);
    checkArgument(
        !duration.isNegative()
            && !duration.isZero()
            && duration.compareTo(Duration.ofHours(1)) <= 0,
        "duration: %s (expected: up to an hour)",
        duration);
    processes = List.copyOf(processes);
  }

  /** How requests travel. */
  public enum Mode {
    /** One call per get. */
    UNARY,
    /** Many gets in one message of a stream. */
    EXCHANGE
  }
}
