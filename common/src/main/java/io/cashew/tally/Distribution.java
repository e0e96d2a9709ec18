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
