package io.cashew.tally;

import java.util.concurrent.atomic.AtomicLongArray;

/** As {@link Histogram}, for what happens on any thread, and not on the path of a hit. */
public final class SharedHistogram {
  private final Bounds bounds;
  private final AtomicLongArray counts;

  public SharedHistogram(Bounds bounds) {
    this.bounds = bounds;
    this.counts = new AtomicLongArray(bounds.count() + 1);
  }

  /** Any thread. */
  public void record(long value) {
    counts.incrementAndGet(bounds.indexOf(value));
    counts.addAndGet(bounds.count(), value);
  }

  /** What came so far. Any thread. */
  public Distribution read() {
    long[] read = new long[bounds.count()];
    for (int i = 0; i < read.length; i++) {
      read[i] = counts.get(i);
    }
    return new Distribution(bounds, read, counts.get(bounds.count()));
  }
}
