package io.cashew.simulation;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/** What happens by chance, from one seed. */
final class Chance {
  private final SplittableRandom random;

  Chance(long seed) {
    this.random = new SplittableRandom(seed);
  }

  /** The generator itself, for those that bring their own rules. */
  SplittableRandom random() {
    return random;
  }

  /** True once in so many times. */
  boolean oneIn(int times) {
    return random.nextInt(times) == 0;
  }

  int below(int bound) {
    return random.nextInt(bound);
  }

  long anyLong() {
    return random.nextLong();
  }

  <T> T oneOf(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  /** Any span of time from one to another, in milliseconds. */
  Duration between(int fromMillis, int toMillis) {
    return Duration.ofNanos(random.nextLong(fromMillis * 1_000_000L, toMillis * 1_000_000L));
  }
}
