package io.cashew.node.load;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.base.Ascii;
import com.google.common.collect.EvictingQueue;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import com.google.protobuf.ByteString;
import io.cashew.node.load.SlowOperation.Stage;
import io.cashew.time.Ticker;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers what was slow at a node lately and logs it, one a second at the most; what was not
 * logged is counted in the next line. No line has a key, only its hash. Thread-safe; costs what is
 * not slow a look at the clock.
 */
public final class SlowLog {
  /** How many are remembered. */
  static final int REMEMBERED = 128;

  private static final Logger log = LoggerFactory.getLogger(SlowLog.class);
  private static final long QUIET_NANOS = Duration.ofSeconds(1).toNanos();

  private final long threshold;
  private final Ticker ticker;

  @GuardedBy("this")
  private final EvictingQueue<SlowOperation> last = EvictingQueue.create(REMEMBERED);

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

  /** What was slow last, the latest last. */
  public synchronized ImmutableList<SlowOperation> last() {
    return ImmutableList.copyOf(last);
  }

  /** How long something has been over. */
  public Duration age(SlowOperation slow) {
    return Duration.ofNanos(Math.max(0, ticker.nanos() - slow.endedAt()));
  }

  /** A flight has ended. */
  void ended(String group, Flight flight, LoadEvent outcome) {
    long now = ticker.nanos();
    if (!isSlow(flight.begunAt(), now)) {
      return;
    }
    long turnAt = flight.turnAt().orElse(now);
    long answeredAt = flight.answeredAt().orElse(now);
    remember(
        new SlowOperation(
            group,
            flight.wanted().key(),
            flight.wanted().hash(),
            "load",
            ImmutableMap.of(
                Stage.TURN, Duration.ofNanos(turnAt - flight.begunAt()),
                Stage.SOURCE, Duration.ofNanos(Math.max(0, answeredAt - turnAt)),
                Stage.STORE, Duration.ofNanos(now - Math.max(turnAt, answeredAt))),
            Ascii.toLowerCase(outcome.name()),
            now));
  }

  /**
   * An operation has waited until this node held its term, or in vain.
   *
   * @param what the kind of the operation
   * @param outcome what becomes of it now
   */
  public void waited(
      String what, String group, long hash, ByteString key, long since, String outcome) {
    long now = ticker.nanos();
    if (isSlow(since, now)) {
      remember(
          new SlowOperation(
              group,
              key,
              hash,
              what,
              ImmutableMap.of(Stage.RING, Duration.ofNanos(now - since)),
              outcome,
              now));
    }
  }

  private boolean isSlow(long begun, long now) {
    return threshold != 0 && now - begun >= threshold;
  }

  private void remember(SlowOperation slow) {
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
        "a {} of group {}, key hash {}, took {} ms: {} ms until the ring said so, {} ms until its"
            + " turn, {} ms at the source, {} ms to keep it; it ended as {} ({} more slow ones since"
            + " the last that was logged)",
        slow.what(),
        slow.group(),
        Long.toHexString(slow.hash()),
        slow.whole().toMillis(),
        slow.in(Stage.RING).toMillis(),
        slow.in(Stage.TURN).toMillis(),
        slow.in(Stage.SOURCE).toMillis(),
        slow.in(Stage.STORE).toMillis(),
        slow.outcome(),
        skipped);
  }
}
