package io.cashew.proxy.link;

/**
 * What another process's monotonic clock shows, reckoned from what it told and the time since on
 * ours: never later than it does show, and earlier by no more than the telling took (rules R14 and
 * R20).
 *
 * <p>Of the last two tellings the quicker counts, so that one that was held up does no harm, and
 * clocks that run unequally fast do not drift apart. For one thread.
 */
final class RemoteClock {
  /** No time: nothing has been told. */
  static final long UNKNOWN = 0;

  private static final long NOT_TOLD = Long.MIN_VALUE;

  private long ahead = NOT_TOLD; // of our clock
  private long aheadBefore = NOT_TOLD;

  /** It was {@code clock} there before it was {@code now} here. */
  void told(long clock, long now) {
    aheadBefore = ahead;
    ahead = clock - now;
  }

  /** What it shows when ours shows {@code now}. */
  long at(long now) {
    return ahead == NOT_TOLD ? UNKNOWN : now + Math.max(ahead, aheadBefore);
  }
}
