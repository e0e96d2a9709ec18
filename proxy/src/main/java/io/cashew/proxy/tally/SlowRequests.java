package io.cashew.proxy.tally;

import com.google.common.base.Ascii;
import com.google.common.collect.EvictingQueue;
import com.google.common.collect.ImmutableList;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import com.google.protobuf.ByteString;
import io.cashew.operation.Operation;
import io.cashew.operation.Reply;
import io.cashew.time.Ticker;
import io.cashew.time.Timers;
import java.time.Duration;

/**
 * Remembers a proxy's last slow requests, keys included: for people who ask, not for any log. Times
 * are right to 25 ms; so a request that is not slow costs two looks at a field. Thread-safe.
 */
public final class SlowRequests {
  /** How many are remembered. */
  static final int REMEMBERED = 128;

  private static final int NEVER = Integer.MAX_VALUE;

  private final int threshold; // in ticks
  private final RoughClock clock;
  private final Ticker ticker;

  @GuardedBy("this")
  private final EvictingQueue<SlowRequest> last = EvictingQueue.create(REMEMBERED);

  private SlowRequests(int threshold, RoughClock clock, Ticker ticker) {
    this.threshold = threshold;
    this.clock = clock;
    this.ticker = ticker;
  }

  /**
   * Remembers what takes as long as the threshold, for as long as the timers run; zero: nothing.
   */
  public static SlowRequests above(Duration threshold, Timers timers, Ticker ticker) {
    if (threshold.isZero()) {
      return none();
    }
    long ticks = Math.max(1, threshold.toNanos() / RoughClock.TICK.toNanos());
    return new SlowRequests((int) ticks, RoughClock.start(timers, ticker), ticker);
  }

  /** Remembers nothing. */
  public static SlowRequests none() {
    return new SlowRequests(NEVER, RoughClock.stopped(), () -> 0);
  }

  /** The time, as {@link #ended} wants it. */
  public int now() {
    return clock.ticks();
  }

  /**
   * A request has been answered.
   *
   * @param begun when it began
   * @param sent when it was last sent to a node
   */
  public void ended(Operation operation, Reply reply, int begun, int sent) {
    int now = clock.ticks();
    if (now - begun >= threshold) {
      remember(operation, reply, sent - begun, now - sent);
    }
  }

  private void remember(Operation operation, Reply reply, int inProxy, int atNode) {
    Result result = Result.ALL.get(Result.indexOf(reply));
    SlowRequest slow =
        new SlowRequest(
            operation.group(),
            ByteString.copyFrom(operation.key().toByteArray()), // not the message it is a part of
            Method.of(operation).label(),
            Ascii.toLowerCase(result.reason().isEmpty() ? result.outcome() : result.reason()),
            RoughClock.TICK.multipliedBy(inProxy),
            RoughClock.TICK.multipliedBy(atNode),
            ticker.nanos());
    synchronized (this) {
      last.add(slow);
    }
  }

  /** The last, the latest last. */
  public synchronized ImmutableList<SlowRequest> last() {
    return ImmutableList.copyOf(last);
  }

  /** How long a request has been over. */
  public Duration age(SlowRequest slow) {
    return Duration.ofNanos(Math.max(0, ticker.nanos() - slow.endedAt()));
  }
}
