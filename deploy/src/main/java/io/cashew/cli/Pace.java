package io.cashew.cli;

import com.google.common.util.concurrent.Uninterruptibles;
import java.time.Duration;

/** Lets one pass at a time, so many in a second at the most. For one thread. */
final class Pace {
  static final Pace UNBOUNDED = new Pace(0);

  private final long nanos; // between two
  private long next = System.nanoTime();

  private Pace(long nanos) {
    this.nanos = nanos;
  }

  static Pace of(int perSecond) {
    return new Pace(Duration.ofSeconds(1).toNanos() / perSecond);
  }

  /** Waits for its turn. Time that was not used is not made up for. */
  void await() {
    if (nanos == 0) {
      return;
    }
    long now = System.nanoTime();
    if (next - now > 0) {
      Uninterruptibles.sleepUninterruptibly(Duration.ofNanos(next - now));
    } else {
      next = now;
    }
    next += nanos;
  }
}
