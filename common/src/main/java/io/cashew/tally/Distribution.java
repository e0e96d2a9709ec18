package io.cashew.tally;

import static com.google.common.base.Preconditions.checkArgument;

/** What a histogram held at some moment. Immutable. */
public final class Distribution {
  private final Bounds bounds;
  private final long[] counts;
  private final long sum;

  Distribution(Bounds bounds, long[] counts, long sum) {
    this.bounds = bounds;
    this.counts = counts;
    this.sum = sum;
  }

  /** Of nothing. */
  public static Distribution empty(Bounds bounds) {
    return new Distribution(bounds, new long[bounds.count()], 0);
  }

  /** Both together; of the same bounds. */
  public Distribution plus(Distribution other) {
    checkArgument(bounds == other.bounds, "bounds: others (expected: the same)");
    long[] both = counts.clone();
    for (int i = 0; i < both.length; i++) {
      both[i] += other.counts[i];
    }
    return new Distribution(bounds, both, sum + other.sum);
  }

  /** What has come since an earlier reading of the same histogram. */
  public Distribution since(Distribution earlier) {
    checkArgument(bounds == earlier.bounds, "bounds: others (expected: the same)");
    long[] later = counts.clone();
    for (int i = 0; i < later.length; i++) {
      later[i] -= earlier.counts[i];
    }
    return new Distribution(bounds, later, sum - earlier.sum);
  }

  /**
   * What so large a part of the values does not exceed, in the unit that is told: not less than it
   * is, and no more than the width of a bucket too much. 0 if there are none.
   *
   * @param part 0 to 1
   */
  public double quantile(double part) {
    long rank = Math.max(1, (long) Math.ceil(part * count()));
    long below = 0;
    for (int i = 0; i < counts.length; i++) {
      below += counts[i];
      if (below >= rank) {
        return largest(i);
      }
    }
    return 0;
  }

  public int buckets() {
    return counts.length;
  }

  /** The largest value of a bucket, in the unit that is told; of the last one: infinity. */
  public double largest(int bucket) {
    return bounds.largest(bucket);
  }

  /** Values in this bucket, and in no other. */
  public long count(int bucket) {
    return counts[bucket];
  }

  /** Of all values, in the unit that is told. */
  public double sum() {
    return bounds.scaled(sum);
  }

  /** Values in all buckets. */
  public long count() {
    long all = 0;
    for (long each : counts) {
      all += each;
    }
    return all;
  }
}
