package io.cashew.proxy.door.grpc;

import io.cashew.operation.Limits;
import io.cashew.operation.Reply;
import io.cashew.status.Reason;
import io.grpc.Context;
import io.grpc.Deadline;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** When the calls of this door must have been answered, in nanoseconds of the proxy's ticker. */
final class Deadlines {
  /** Nobody waits for it any more: nothing is begun. */
  static final Reply.Failed PAST =
      new Reply.Failed(
          Reason.OWNER_SLOW, "the deadline had passed when the request was read: nothing was done");

  private static final long MAX_NANOS = TimeUnit.MILLISECONDS.toNanos(Limits.MAX_DEADLINE_MILLIS);

  /** What it takes at most until the last results are gathered and with the caller. */
  private static final long MAX_GATHERING_NANOS = TimeUnit.MILLISECONDS.toNanos(75);

  private final long defaultNanos;

  Deadlines(Duration defaultDeadline) {
    this.defaultNanos = defaultDeadline.toNanos();
  }

  /** The running call's own deadline, or the default. */
  long ofCall(long now) {
    Deadline deadline = Context.current().getDeadline();
    long left = deadline == null ? defaultNanos : deadline.timeRemaining(TimeUnit.NANOSECONDS);
    return now + Math.min(left, MAX_NANOS);
  }

  /**
   * Of each operation of a batch: a little before the running call's own, so that those that did
   * not make it cost the caller none of the others.
   */
  long ofBatch(long now) {
    long left = ofCall(now) - now;
    return now + left - Math.min(MAX_GATHERING_NANOS, Math.max(0, left) / 3);
  }

  /** Of an operation in a stream that may take so many milliseconds; 0: the default. */
  long in(int millis, long now) {
    long nanos = millis == 0 ? defaultNanos : TimeUnit.MILLISECONDS.toNanos(millis & 0xFFFFFFFFL);
    return now + Math.min(nanos, MAX_NANOS);
  }

  static boolean isPast(long deadline, long now) {
    return deadline - now <= 0;
  }
}
