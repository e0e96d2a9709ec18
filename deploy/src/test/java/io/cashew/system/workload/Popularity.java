package io.cashew.system.workload;

import java.util.Arrays;
import java.util.Random;

/** Which key is asked for: Zipf's law, the first being the most popular. Immutable. */
final class Popularity {
  private final double[] upTo;

  /**
   * Of so many keys.
   *
   * @param skew 0: all alike; 0.99: a few are asked for most of the time
   */
  Popularity(int keys, double skew) {
    upTo = new double[keys];
    double sum = 0;
    for (int i = 0; i < keys; i++) {
      sum += 1 / Math.pow(i + 1, skew);
      upTo[i] = sum;
    }
  }

  int next(Random random) {
    int place = Arrays.binarySearch(upTo, random.nextDouble() * upTo[upTo.length - 1]);
    return Math.min(place >= 0 ? place : -place - 1, upTo.length - 1);
  }
}
