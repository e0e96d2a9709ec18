package io.cashew.tally;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

/**
 * The buckets of a {@link Histogram}: the largest value of each, in ascending order, and one more
 * for what is larger than all of them. Immutable.
 */
public final class Bounds {
  /** Of times in nanoseconds: 50 us to 10 s, told in seconds. */
  public static final Bounds TIMES =
      new Bounds(
          LongStream.of(
                  50,
                  100,
                  250,
                  500,
                  1_000,
                  2_500,
                  5_000,
                  10_000,
                  25_000,
                  50_000,
                  100_000,
                  250_000,
                  500_000,
                  1_000_000,
                  2_500_000,
                  5_000_000,
                  10_000_000)
              .map(TimeUnit.MICROSECONDS::toNanos)
              .toArray(),
          1e-9);

  /** Of how many there are together: 1 to 512, in powers of two. */
  public static final Bounds SIZES =
      new Bounds(new long[] {1, 2, 4, 8, 16, 32, 64, 128, 256, 512}, 1);

  /** Of times in nanoseconds, told in microseconds: 1 us to 67 s, each a sixteenth apart. */
  public static final Bounds FINE_TIMES = new Bounds(fine(), 1e-3);

  private final long[] largest;
  private final double scale;

  /** {@code scale}: what a value is multiplied by when it is told. */
  Bounds(long[] largest, double scale) {
    for (int i = 1; i < largest.length; i++) {
      checkArgument(largest[i - 1] < largest[i], "largest: not ascending at %s", i);
    }
    this.largest = largest.clone();
    this.scale = scale;
  }

  private static long[] fine() {
    int octaves = 26;
    int steps = 16;
    long[] largest = new long[octaves * steps];
    for (int i = 0; i < largest.length; i++) {
      largest[i] = (1_000L << (i / steps)) * (steps + (i % steps)) / steps;
    }
    return largest;
  }

  /** With the one for what is larger than all others. */
  int count() {
    return largest.length + 1;
  }

  int indexOf(long value) {
    int found = Arrays.binarySearch(largest, value);
    return found >= 0 ? found : -found - 1;
  }

  /** As it is told. */
  double scaled(long value) {
    return value * scale;
  }

  /** The largest value of a bucket, as it is told. */
  double largest(int bucket) {
    return bucket == largest.length ? Double.POSITIVE_INFINITY : round(scaled(largest[bucket]));
  }

  /** 0.00025, not 2.5000000000000006E-4. */
  private static double round(double value) {
    return Math.rint(value * 1e9) / 1e9;
  }
}
