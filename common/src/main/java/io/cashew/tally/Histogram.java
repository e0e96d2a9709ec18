package io.cashew.tally;

/**
 * How often values of each size came. One thread writes, for the price of a few additions; any may
 * read.
 */
public final class Histogram {
  private final Bounds bounds;
  private final Counts counts;
  private final int sum;

  public Histogram(Bounds bounds) {
    this.bounds = bounds;
    this.counts = new Counts(bounds.count() + 1);
    this.sum = bounds.count();
  }

  /** By the one thread. */
  public void record(long value) {
    counts.add(bounds.indexOf(value), 1);
    counts.add(sum, value);
  }

  /** What came so far. Any thread. */
  public Distribution read() {
    long[] read = new long[bounds.count()];
    for (int i = 0; i < read.length; i++) {
      read[i] = counts.get(i);
    }
    return new Distribution(bounds, read, counts.get(sum));
  }
}
