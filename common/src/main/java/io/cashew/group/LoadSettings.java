package io.cashew.group;

import static com.google.common.base.Preconditions.checkArgument;

import java.time.Duration;

/**
 * How a group's source is asked, and protected. All counts are per node.
 *
 * @param timeout how long a load may take, waiting for its turn included
 * @param concurrency loads that may run at once
 * @param queue loads that may wait for their turn; any more are refused
 * @param retries how often a load is tried again at once if the source fails; 0 or 1
 * @param breakerFailures after so many failures in a row the source is left alone but for one load
 *     a second, until one succeeds; 0: never
 */
public record LoadSettings(
    Duration timeout, int concurrency, int queue, int retries, int breakerFailures) {
  public static final int MAX_CONCURRENCY = 10_000;
  public static final int MAX_QUEUE = 1_000_000;
  public static final int MAX_RETRIES = 1;
  public static final int MAX_BREAKER_FAILURES = 10_000;

  /** What a group has that says nothing. */
  public static final LoadSettings DEFAULT =
      new LoadSettings(Duration.ofSeconds(5), 64, 16_384, 0, 20);

  public LoadSettings {
    checkArgument(
        timeout.compareTo(Duration.ofMillis(1)) >= 0
            && timeout.compareTo(Duration.ofMinutes(5)) <= 0,
        "load-timeout: %s (expected: 1 ms to 5 min)",
        timeout);
    checkCount("load-concurrency", concurrency, 1, MAX_CONCURRENCY);
    checkCount("load-queue", queue, 0, MAX_QUEUE);
    checkCount("load-retries", retries, 0, MAX_RETRIES);
    checkCount("breaker-failures", breakerFailures, 0, MAX_BREAKER_FAILURES);
  }

  /** The same, with other limits of time and number. */
  public LoadSettings with(Duration otherTimeout, int otherConcurrency) {
    return new LoadSettings(otherTimeout, otherConcurrency, queue, retries, breakerFailures);
  }

  private static void checkCount(String name, int count, int least, int most) {
    checkArgument(
        count >= least && count <= most, "%s: %s (expected: %s to %s)", name, count, least, most);
  }
}
