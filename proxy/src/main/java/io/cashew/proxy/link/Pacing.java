package io.cashew.proxy.link;

import io.cashew.rpc.TurnWriter;
import java.util.concurrent.TimeUnit;

/**
 * Says when the next message to a node may leave. With nothing under way it leaves at once; else
 * what comes is gathered until the node has taken in what it was sent, or enough is together.
 *
 * <p>A message costs both sides far more than the operations in it, and a node that is busy is of
 * no use to an operation that arrives a little earlier. This is Nagle's algorithm (RFC 896) between
 * two programs, with neither timers nor guesses: the node says what it has taken in. Where the way
 * to it is long, several messages may be under way, so that waiting for one costs at most about
 * {@value #SPACING_MICROS} us. How long the way is tells the shortest round trip of the last
 * seconds, which does not grow with load.
 *
 * <p>A node that never says what it has taken in is sent everything at once. Confined to its
 * stream's event loop.
 */
final class Pacing implements TurnWriter.Gate {
  static final int SPACING_MICROS = 100;
  static final int ENOUGH_ITEMS = 64;
  static final long ENOUGH_BYTES = 16 << 10;

  private static final long SPACING_NANOS = TimeUnit.MICROSECONDS.toNanos(SPACING_MICROS);
  private static final long PERIOD_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final long UNKNOWN = Long.MAX_VALUE;
  private static final long NONE = 0;

  /** Messages, since the stream was opened. */
  private long sent;

  private long taken;

  /** The message whose round trip is being measured. */
  private long measured = NONE;

  private long measuredSince;

  /** The shortest round trip of this period, and of the one before. */
  private long shortest = UNKNOWN;

  private long shortestBefore = UNKNOWN;
  private long periodBegan;

  /** Messages that may be under way. */
  private long allowed = UNKNOWN;

  @Override
  public boolean opensFor(int items, long bytes) {
    return sent - taken < allowed || items >= ENOUGH_ITEMS || bytes >= ENOUGH_BYTES;
  }

  /** A message leaves. */
  void sent(long now) {
    sent++;
    if (measured == NONE) {
      measured = sent;
      measuredSince = now;
    }
  }

  /** The node has taken in so many. */
  void taken(long count, long now) {
    taken = Math.max(taken, count);
    if (measured != NONE && taken >= measured) {
      measured = NONE;
      tookRoundTrip(now - measuredSince, now);
    }
  }

  private void tookRoundTrip(long nanos, long now) {
    if (now - periodBegan >= PERIOD_NANOS) {
      periodBegan = now;
      shortestBefore = shortest;
      shortest = UNKNOWN;
    }
    shortest = Math.min(shortest, nanos);
    allowed = 1 + Math.min(shortest, shortestBefore) / SPACING_NANOS;
  }
}
