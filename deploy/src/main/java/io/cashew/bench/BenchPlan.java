package io.cashew.bench;

import static com.google.common.base.Preconditions.checkArgument;

import io.cashew.bench.workload.Workload;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;

/**
 * What to measure.
 *
 * @param target what is measured, for people
 * @param fill what is set before
 * @param load how hard
 * @param stretch how long
 * @param processes of this machine whose CPU time is to be told as well
 */
public record BenchPlan(
    String target, Workload workload, Fill fill, Load load, Stretch stretch, List<Long> processes) {
  public BenchPlan {
    processes = List.copyOf(processes);
  }

  /** What is in memory when the measurement begins. */
  public enum Fill {
    /** Every key has been set once. */
    EVERY_KEY,
    /** Whatever there is. */
    AS_IT_IS
  }

  /**
   * How hard.
   *
   * @param threads that send and receive
   * @param connections spread over the threads
   * @param outstanding requests in flight on each connection, at most
   * @param patience what a request may be late: one that could not be sent for so long is given up
   */
  public record Load(int threads, int connections, int outstanding, Pace pace, Duration patience) {
    private static final Duration MOST_PATIENCE = Duration.ofSeconds(60);

    public Load {
      checkArgument(
          connections >= 1 && connections <= 10_000,
          "connections: %s (expected: 1 to 10,000)",
          connections);
      checkArgument(
          threads >= 1 && threads <= connections,
          "threads: %s (expected: 1 to the number of connections, %s)",
          threads,
          connections);
      checkArgument(
          outstanding >= 1 && outstanding <= 100_000,
          "outstanding: %s (expected: 1 to 100,000)",
          outstanding);
      checkArgument(
          !patience.isNegative() && !patience.isZero() && patience.compareTo(MOST_PATIENCE) <= 0,
          "patience: %s (expected: above 0, up to 60s)",
          patience);
    }
  }

  /**
   * How long.
   *
   * @param warmUp before the measurement, not counted
   * @param duration of the measurement, unless the number of requests ends it before
   * @param requests to be measured; empty: as many as the time allows
   */
  public record Stretch(Duration warmUp, Duration duration, OptionalLong requests) {
    /** As good as without end. */
    public static final Duration LONGEST = Duration.ofDays(1);

    public Stretch {
      checkArgument(
          !warmUp.isNegative() && warmUp.compareTo(LONGEST) <= 0,
          "warm-up: %s (expected: up to a day)",
          warmUp);
      checkArgument(
          !duration.isNegative() && !duration.isZero() && duration.compareTo(LONGEST) <= 0,
          "duration: %s (expected: above 0, up to a day)",
          duration);
      checkArgument(
          requests.isEmpty() || requests.getAsLong() > 0,
          "requests: %s (expected: 1 or more)",
          requests.orElse(0));
    }
  }
}
