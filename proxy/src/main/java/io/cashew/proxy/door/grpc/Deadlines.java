package io.cashew.proxy.door.grpc;

import io.cashew.operation.Limits;
import io.cashew.time.Ticker;
import io.grpc.Context;
import io.grpc.Deadline;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** When the calls of this door must have been answered, in nanoseconds of the proxy's ticker. */
final class Deadlines {
  private static final long MAX_NANOS = TimeUnit.MILLISECONDS.toNanos(Limits.MAX_DEADLINE_MILLIS);

  /** What it takes at most until the last results are gathered and with the caller. */
  private static final long MAX_GATHERING_NANOS = TimeUnit.MILLISECONDS.toNanos(75);

  private final Ticker ticker;
  private final long defaultNanos;

  Deadlines(Ticker ticker, Duration defaultDeadline) {
    this.ticker = ticker;
    this.defaultNanos = defaultDeadline.toNanos();
  }

  /** The running call's own deadline, or the default. */
  long ofCall() {
    Deadline deadline = Context.current().getDeadline();
    long left = deadline == null ? defaultNanos : deadline.timeRemaining(TimeUnit.NANOSECONDS);
    return ticker.nanos() + Math.min(left, MAX_NANOS);
  }

  /**
   * Of each operation of a batch: a little before the running call's own, so that those that did
   * not make it cost the caller none of the others.
   */
  long ofBatch() {
    long call = ofCall();
    long left = call - ticker.nanos();
    return call - Math.min(MAX_GATHERING_NANOS, Math.max(0, left) / 3);
  }

  /** Of an operation in a stream that may take so many milliseconds; 0: the default. */
  long in(int millis) {
    long nanos = millis == 0 ? defaultNanos : TimeUnit.MILLISECONDS.toNanos(millis & 0xFFFFFFFFL);
    return ticker.nanos() + Math.min(nanos, MAX_NANOS);
  }
}
