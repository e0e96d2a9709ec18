package io.cashew.tally;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Counters by a small index, each at 0 first. One thread writes, for the price of a plain addition;
 * any may read, and sees every counter as it was a moment ago.
 */
public final class Counts {
  private static final VarHandle ELEMENT = MethodHandles.arrayElementVarHandle(long[].class);

  private final long[] counts;

  /** So many. */
  public Counts(int size) {
    this.counts = new long[size];
  }

  public int size() {
    return counts.length;
  }

  /** By the one thread. */
  public void add(int index, long more) {
    ELEMENT.setOpaque(counts, index, counts[index] + more);
  }

  /** Any thread. */
  public long get(int index) {
    return (long) ELEMENT.getOpaque(counts, index);
  }
}
