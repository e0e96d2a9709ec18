package io.cashew.node.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** 10,000 keys that are loaded together and always in use: when they are loaded again. */
final class StampedeTest {
  private static final int KEYS = 10_000;
  private static final Duration TTL = Duration.ofSeconds(100);
  private static final int CYCLES = 10;

  @Test
  void withFiftyPercent_theLoadsASecondAreNeverTwiceTheMean() {
    assertThat(peakOverMean(50, 1)).isLessThanOrEqualTo(2.0);
  }

  @Test
  void withTheDefaultOfTenPercent_theSecondWaveIsATenthAsSteep() {
    // all within a tenth of the time to live; without jitter it would be all at once
    assertThat(peakOverMean(10, 1)).isBetween(5.0, 12.0);
  }

  /** The most loads in any second from the first reload on, in units of their mean. */
  private static double peakOverMean(int percent, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Jitter jitter = new Jitter(percent, random::nextDouble);
    int seconds = Math.toIntExact(CYCLES * TTL.toSeconds());
    int[] loads = new int[seconds];
    for (int key = 0; key < KEYS; key++) {
      Duration at = jitter.apply(TTL);
      while (at.toSeconds() < seconds) {
        loads[(int) at.toSeconds()]++;
        at = at.plus(jitter.apply(TTL));
      }
    }
    int first = 0;
    while (loads[first] == 0) {
      first++;
    }
    int[] since = Arrays.copyOfRange(loads, first, seconds);
    double mean = Arrays.stream(since).average().orElseThrow();
    return Arrays.stream(since).max().orElseThrow() / mean;
  }
}
