package io.cashew.hot;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import com.google.protobuf.ByteString;
import io.cashew.time.Ticker;
import java.time.Duration;

/**
 * Watches the keys of one thread: one operation in so many on average, after gaps of random length,
 * so that no stride of the requests is met or missed for ever. What it has counted is halved every
 * ten seconds, and so is the time that it is about: it tells what is hot now.
 *
 * <p>Threads: one, always the same, calls {@link #used}; any may read. The lock is taken for the
 * operations in the sample alone.
 */
public final class HotLane {
  static final Duration HALF_LIFE = Duration.ofSeconds(10);

  /** Keys that are counted. */
  static final int KEYS = 256;

  /** After as many halvings nothing is left. */
  private static final long ALL = 64;

  private final int oneIn;
  private final Ticker ticker;
  private int left; // until one is looked at; by the one thread
  private int random;

  @GuardedBy("this")
  private final TopKeys top = new TopKeys(KEYS);

  /** The time that was counted before {@link #since}, halved as the counts were. */
  @GuardedBy("this")
  private double nanosBefore;

  @GuardedBy("this")
  private long since;

  /** {@code oneIn}: 0: no operation is looked at; {@code seed}: not 0. */
  HotLane(int oneIn, int seed, Ticker ticker) {
    this.oneIn = oneIn;
    this.ticker = ticker;
    this.random = seed;
    this.since = ticker.nanos();
    this.left = oneIn == HotKeys.OFF ? Integer.MAX_VALUE : gap();
  }

  /** An operation on a key. By the one thread. */
  public void used(String group, long hash, ByteString key) {
    left--;
    if (left <= 0) {
      look(group, hash, key);
    }
  }

  private void look(String group, long hash, ByteString key) {
    if (oneIn == HotKeys.OFF) {
      left = Integer.MAX_VALUE;
      return;
    }
    left = gap();
    synchronized (this) {
      decay(ticker.nanos());
      top.add(group, hash, key);
    }
  }

  private int gap() { // Marsaglia's xorshift
    random ^= random << 13;
    random ^= random >>> 17;
    random ^= random << 5;
    return 1 + Integer.remainderUnsigned(random, 2 * oneIn - 1);
  }

  @GuardedBy("this")
  private void decay(long now) {
    long halvings = (now - since) / HALF_LIFE.toNanos();
    if (halvings <= 0) {
      return;
    }
    top.scale(Math.scalb(1.0, (int) -Math.min(halvings, ALL)));
    for (long i = 0; i < Math.min(halvings, ALL); i++) {
      nanosBefore = (nanosBefore + HALF_LIFE.toNanos()) / 2;
    }
    since += halvings * HALF_LIFE.toNanos();
  }

  /** What is hot here, in operations a second. Any thread. */
  synchronized Rates rates() {
    long now = ticker.nanos();
    decay(now);
    double seconds = Math.max(1, nanosBefore + (now - since)) / 1e9;
    double each = oneIn / seconds;
    ImmutableList.Builder<HotKey> keys = ImmutableList.builder();
    for (TopKeys.Counted key : top.counted()) {
      keys.add(new HotKey(key.group(), key.key(), key.count() * each, key.error() * each));
    }
    return new Rates(top.total() * each, top.floor() * each, keys.build());
  }

  /**
   * Operations a second.
   *
   * @param all on all keys
   * @param floor on a key that is not listed, at most
   */
  record Rates(double all, double floor, ImmutableList<HotKey> keys) {}
}
