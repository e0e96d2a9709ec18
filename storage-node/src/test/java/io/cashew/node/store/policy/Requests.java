package io.cashew.node.store.policy;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.IntSupplier;

/**
 * Made-up requests: each method answers with a source of keys. Seeded, so a run can be repeated.
 */
final class Requests {
  private Requests() {}

  /** Keys from 0 to below a count, the k-th with a frequency of k to the minus skew. */
  static IntSupplier zipf(int keys, double skew, long seed) {
    double[] sums = new double[keys];
    double sum = 0;
    for (int i = 0; i < keys; i++) {
      sum += Math.pow(i + 1, -skew);
      sums[i] = sum;
    }
    double all = sum;
    SplittableRandom random = new SplittableRandom(seed);
    return () -> {
      int found = Arrays.binarySearch(sums, random.nextDouble() * all);
      return found >= 0 ? found : Math.min(keys - 1, -found - 1);
    };
  }

  /** Zipf's law over keys that are renamed little by little. */
  static IntSupplier drifting(int keys, double skew, int requestsPerStep, int step, long seed) {
    IntSupplier ranks = zipf(keys, skew, seed);
    int[] count = new int[1];
    return () -> count[0]++ / requestsPerStep * step + ranks.getAsInt();
  }

  static IntSupplier loop(int keys) {
    int[] count = new int[1];
    return () -> count[0]++ % keys;
  }

  /** Every key once. */
  static IntSupplier fresh() {
    int[] count = new int[1];
    return () -> count[0]++;
  }

  /**
   * A key never seen, or what was asked for a while ago: how many requests ago is Lomax
   * distributed.
   */
  static IntSupplier recent(double fresh, double scale, double shape, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int[] past = new int[1 << 18];
    int[] count = new int[2];
    return () -> {
      int asked = count[0]++;
      int key;
      if (asked == 0 || random.nextDouble() < fresh) {
        key = count[1]++;
      } else {
        double ago = 1 + scale * (Math.pow(1 - random.nextDouble(), -1 / shape) - 1);
        int back = (int) Math.min(ago, Math.min(asked, past.length - 1));
        key = past[(asked - back) & (past.length - 1)];
      }
      past[asked & (past.length - 1)] = key;
      return key;
    };
  }

  /** One source at random or the other, each with keys of its own. */
  static IntSupplier mixed(double first, IntSupplier one, IntSupplier other, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return () -> random.nextDouble() < first ? one.getAsInt() * 2 : other.getAsInt() * 2 + 1;
  }

  /** One source for a while and then the other for a while, each with keys of its own. */
  static IntSupplier phases(int first, IntSupplier one, int second, IntSupplier other) {
    int[] count = new int[1];
    return () ->
        count[0]++ % (first + second) < first ? one.getAsInt() * 2 : other.getAsInt() * 2 + 1;
  }

  static int[] take(int count, IntSupplier source) {
    int[] keys = new int[count];
    Arrays.setAll(keys, i -> source.getAsInt());
    return keys;
  }
}
