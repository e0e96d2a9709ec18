package io.cashew.client.link;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before a proxy is tried again: {@value #FIRST_MILLIS} ms, then twice as long
 * each time up to {@value #LAST_MILLIS} ms, less up to a quarter at random, so that clients do not
 * all come at once. Confined to an event loop.
 */
final class Backoff {
  static final int FIRST_MILLIS = 50;
  static final int LAST_MILLIS = 1_000;

  private final RandomGenerator random;
  private int next = FIRST_MILLIS;

  Backoff(RandomGenerator random) {
    this.random = random;
  }

  /** The next wait. */
  Duration next() {
    int millis = next - random.nextInt(next / 4);
    next = Math.min(next * 2, LAST_MILLIS);
    return Duration.ofMillis(millis);
  }

  /** The proxy answered. */
  void reset() {
    next = FIRST_MILLIS;
  }
}
