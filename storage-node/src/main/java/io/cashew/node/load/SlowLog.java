package io.cashew.node.load;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.EvictingQueue;
import com.google.common.collect.ImmutableList;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import com.google.protobuf.ByteString;
import io.cashew.time.Ticker;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers a node's last slow loads and logs them, one a second at the most; those that were not
 * logged are counted in the next line. Keys are told at the level {@code debug} alone. Thread-safe;
 * costs a load that is not slow a look at the clock.
 */
public final class SlowLog {
  /** How many are remembered. */
  static final int REMEMBERED = 128;

  private static final Logger log = LoggerFactory.getLogger(SlowLog.class);
  private static final long QUIET_NANOS = Duration.ofSeconds(1).toNanos();

  private final long threshold;
  private final Ticker ticker;

  @GuardedBy("this")
  private final EvictingQueue<SlowLoad> last = EvictingQueue.create(REMEMBERED);

  @GuardedBy("this")
  private long quietUntil;

  @GuardedBy("this")
  private long unlogged;

  /** {@code threshold}: what takes as long is slow; zero: nothing is. */
  public SlowLog(Duration threshold, Ticker ticker) {
    checkArgument(!threshold.isNegative(), "threshold: %s (expected: not negative)", threshold);
    this.threshold = threshold.toNanos();
    this.ticker = ticker;
  }

  /** The last slow loads, the latest last. */
  public synchronized ImmutableList<SlowLoad> last() {
    return ImmutableList.copyOf(last);
  }

  /** A flight has ended. */
  void ended(String group, Flight flight, LoadEvent outcome) {
    long now = ticker.nanos();
    if (threshold == 0 || now - flight.begunAt() < threshold) {
      return;
    }
    long turnAt = flight.turnAt().orElse(now);
    remember(
        new SlowLoad(
            group,
            Duration.ofNanos(turnAt - flight.begunAt()),
            Duration.ofNanos(now - turnAt),
            outcome,
            now),
        flight.wanted().key());
  }

  private void remember(SlowLoad slow, ByteString key) {
    long skipped;
    synchronized (this) {
      boolean first = last.isEmpty();
      last.add(slow);
      if (!first && slow.endedAt() - quietUntil < 0) {
        unlogged++;
        return;
      }
      quietUntil = slow.endedAt() + QUIET_NANOS;
      skipped = unlogged;
      unlogged = 0;
    }
    log.warn(
        "a load of group {} took {} ms: {} ms until its turn, {} ms at the source; it ended as {}"
            + " ({} more slow ones since the last that was logged)",
        slow.group(),
        slow.whole().toMillis(),
        slow.waited().toMillis(),
        slow.asked().toMillis(),
        slow.outcome(),
        skipped);
    log.debug("the key of the slow load: {}", key);
  }
}
