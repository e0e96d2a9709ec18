package io.cashew.node.load;

/**
 * How many of a group's flushes this node has carried out: what it may keep and what it may claim.
 * Only grows. Written on the control thread, read by any.
 */
public final class Generation {
  private volatile long begun;
  private volatile long done;

  /** As of a group that has no entries yet. */
  public Generation(long last) {
    this.begun = last;
    this.done = last;
  }

  /** The last flush that is carried out: what is found in memory from now on is no older. */
  public long done() {
    return done;
  }

  /** A flush is about to be carried out. */
  public void begin(long later) {
    begun = later;
  }

  /** It is carried out. */
  public void end() {
    done = begun;
  }

  /**
   * Whether what a previous owner had may be kept: it had carried out all flushes that this node
   * has begun, else what it had may be older than one of them.
   */
  boolean admits(Inherited inherited) {
    return inherited.generation() >= begun;
  }
}
