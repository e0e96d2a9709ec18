package io.cashew.tally;

import com.google.common.collect.ImmutableList;

/**
 * How many operations the messages of streams carried: those that came, and those that left. One
 * thread writes; any may read.
 */
public final class Traffic {
  private final Histogram in = new Histogram(Bounds.SIZES);
  private final Histogram out = new Histogram(Bounds.SIZES);

  /** One for each lane. */
  public static ImmutableList<Traffic> of(int lanes) {
    ImmutableList.Builder<Traffic> each = ImmutableList.builder();
    for (int i = 0; i < lanes; i++) {
      each.add(new Traffic());
    }
    return each.build();
  }

  /** A message of so many operations has come. */
  public void received(int operations) {
    in.record(operations);
  }

  /** A message of so many operations leaves. */
  public void sent(int operations) {
    out.record(operations);
  }

  /** Operations per message that came. */
  public Distribution in() {
    return in.read();
  }

  /** Operations per message that left. */
  public Distribution out() {
    return out.read();
  }
}
