package io.cashew.proxy.admission;

import java.time.Duration;

/**
 * How many operations an event loop may have in flight: all there are, until those that ask no
 * source take too long. Then so many that they do not.
 *
 * <p>What takes long is what waits: in the loop, in sockets, at the node. So what is in flight
 * beyond what is being worked on only adds to the time each takes (Little's law), and the limit
 * shrinks by as much as the time is too long. A window counts as slow if most of its operations
 * were, so that a few that wait for something else do no harm; and some windows in a row have to
 * be, so that a pause of the JVM does none. After a change, only what began after it counts.
 *
 * <p>Confined to its loop.
 */
public final class Pace {
  /** There is room for as many at any pace. */
  static final int LEAST = 512;

  static final Duration WINDOW = Duration.ofMillis(20);

  /** Slow windows in a row that may be a pause. */
  static final int PATIENCE = 5;

  private static final double MOST_SHRINKING = 0.25;
  private static final double LEAST_SHRINKING = 0.9;

  private final int most;
  private final long target;
  private int limit;
  private int inFlight;

  /** The most that were in flight in this window. */
  private int peak;

  private long windowEnd;
  private long changedAt;
  private boolean started;
  private int slowWindows;
  private long sum;
  private int count;
  private int slow;

  /**
   * Of a loop that has nothing in flight.
   *
   * @param most operations in flight, at any pace
   * @param target how long an operation may take; 0: any time
   */
  Pace(int most, Duration target) {
    this.most = most;
    this.target = target.isZero() ? Long.MAX_VALUE : target.toNanos();
    this.limit = most;
  }

  boolean hasRoom() {
    return inFlight < limit;
  }

  int limit() {
    return limit;
  }

  void began(int operations) {
    inFlight += operations;
    peak = Math.max(peak, inFlight);
  }

  void ended(int operations) {
    inFlight -= operations;
  }

  /** An operation that asked no source began and is answered; times in nanoseconds. */
  public void took(long begin, long now) {
    if (!started) {
      started = true;
      windowEnd = now + WINDOW.toNanos();
      changedAt = begin;
    }
    if (now - windowEnd >= 0) {
      endWindow(now);
    }
    if (begin - changedAt >= 0) {
      long nanos = now - begin;
      sum += nanos;
      count++;
      if (nanos > target) {
        slow++;
      }
    }
  }

  private void endWindow(long now) {
    if (count > 0) {
      if (slow * 2 > count) {
        slowWindow(now);
      } else {
        goodWindow();
      }
    }
    peak = inFlight;
    sum = 0;
    count = 0;
    slow = 0;
    windowEnd = now + WINDOW.toNanos();
  }

  private void slowWindow(long now) {
    slowWindows++;
    if (slowWindows < PATIENCE) {
      return;
    }
    double mean = (double) sum / count;
    double factor = Math.max(MOST_SHRINKING, Math.min(LEAST_SHRINKING, target / mean));
    limit = Math.max(LEAST, (int) (Math.min(limit, peak) * factor));
    changedAt = now;
  }

  /** While it takes half of what it may, or what may be in flight is, there may be more. */
  private void goodWindow() {
    slowWindows = 0;
    boolean isCalm = sum / count < target / 2;
    if (isCalm || peak >= limit) {
      limit = Math.min(most, limit + Math.max(LEAST / 8, limit / 8));
    }
  }
}
