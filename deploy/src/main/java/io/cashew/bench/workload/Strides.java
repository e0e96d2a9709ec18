package io.cashew.bench.workload;

/** One driver's share of a row that all go through together: every so manyth. */
final class Strides implements Popularity.Draw {
  private final int step;
  private final long length;
  private long next;

  Strides(int first, int step, long length) {
    this.next = first % length;
    this.step = step;
    this.length = length;
  }

  @Override
  public long next() {
    long now = next;
    next = (now + step) % length;
    return now;
  }
}
