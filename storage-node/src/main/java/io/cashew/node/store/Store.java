package io.cashew.node.store;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkNotNull;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.cashew.time.Ticker;
import java.time.Duration;
import java.util.Arrays;

/**
 * One group's memory on one node: entries within a budget of bytes and a time to live each. The
 * bytes in use never exceed the budget, not for an instant.
 *
 * <p>An entry carries a tag: the epoch under which the load or set that brought it began (rule R5).
 * It is served only to requests whose {@code since} is not newer than the tag (rule R4).
 *
 * <p>Keys come with the 64-bit hash that the proxy computed over group and key; a key must always
 * come with the same one. Thread-safe; no method blocks on anything but the lock of the one shard
 * that has the key, and that only for moments.
 */
public final class Store {
  /** The version that {@link #store} returns for what is too large to be kept. */
  public static final long NOT_KEPT = 0;

  /** Entries that {@link #reclaimExpired} may drop while it holds a shard's lock. */
  public static final int MAX_RECLAIM = 1_000;

  /** About 73 years. Clock readings this far apart can still be compared when they wrap around. */
  private static final Duration FOR_EVER = Duration.ofNanos(Long.MAX_VALUE / 4);

  private final Budget budget;
  private final Shard[] shards; // length is a power of two

  public Store(Budget budget, Ticker ticker) {
    checkNotNull(ticker, "ticker");
    this.budget = budget;
    this.shards = new Shard[budget.shards()];
    Arrays.setAll(shards, i -> new Shard(budget.shardBytes(), ticker));
  }

  /**
   * Looks for a live entry and counts as a use of it. An entry is never found at or after its
   * expiry, nor if its tag is less than {@code since}; such an entry is dropped.
   */
  public Lookup lookup(long hash, ByteString key, long since) {
    return shardOf(hash).lookup(hash, key, since);
  }

  /** Looks for a live entry as {@link #lookup} does, but it does not count, nor as a use of it. */
  public Lookup peek(long hash, ByteString key, long since) {
    return shardOf(hash).peek(hash, key, since);
  }

  /**
   * Keeps content for a key, in place of what was known of it, and makes room by dropping what has
   * expired and what is least worth keeping. Content that weighs more than a shard may hold is not
   * kept and drives nothing out, but what was known of the key is forgotten all the same.
   *
   * @param tag the epoch under which the load or set began
   * @param ttl from now; zero: until evicted
   * @return the version, greater than any that the key had before; or {@link #NOT_KEPT}
   */
  public long store(long hash, ByteString key, Content content, long tag, Duration ttl) {
    return shardOf(hash).store(hash, copy(key), copy(content), tag, nanos(ttl));
  }

  /** Forgets a key; says whether there was an entry that a lookup would have found. */
  public boolean remove(long hash, ByteString key, long since) {
    return shardOf(hash).remove(hash, key, since);
  }

  /**
   * Gives an entry a new time to live, counted from now; age and version stay.
   *
   * @param ttl zero: until evicted
   * @return whether there was an entry that a lookup would have found
   */
  public boolean touch(long hash, ByteString key, long since, Duration ttl) {
    return shardOf(hash).touch(hash, key, since, nanos(ttl));
  }

  /**
   * Drops entries that have expired. To be called every now and then, so that memory comes back
   * from entries that nobody asks for.
   *
   * @param limit how many entries of each shard, 1 to {@link #MAX_RECLAIM}
   * @return how many were dropped; if it is at least the limit there may be more
   */
  public int reclaimExpired(int limit) {
    checkArgument(
        limit >= 1 && limit <= MAX_RECLAIM, "limit: %s (expected: 1 to %s)", limit, MAX_RECLAIM);
    int dropped = 0;
    for (Shard shard : shards) {
      dropped += shard.reclaimExpired(limit);
    }
    return dropped;
  }

  /** What is held and what was done. Takes each shard's lock in turn: not for every request. */
  public StoreStatistics statistics() {
    StoreStatistics sum = shards[0].statistics();
    for (int i = 1; i < shards.length; i++) {
      sum = sum.plus(shards[i].statistics());
    }
    return sum;
  }

  /** Throws if any shard's structures disagree. Slow; for tests. */
  void checkIntegrity() {
    for (Shard shard : shards) {
      shard.checkIntegrity();
    }
  }

  @Override
  public String toString() {
    return "Store[" + budget + "]";
  }

  private Shard shardOf(long hash) {
    return shards[(int) hash & (shards.length - 1)]; // the highest bits chose the partition
  }

  private static long nanos(Duration ttl) {
    checkArgument(!ttl.isNegative(), "ttl: %s (expected: not negative)", ttl);
    return ttl.compareTo(FOR_EVER) < 0 ? ttl.toNanos() : FOR_EVER.toNanos();
  }

  private static Content copy(Content content) {
    return content instanceof Content.Value value
        ? new Content.Value(copy(value.bytes()))
        : content;
  }

  /** Bytes from the wire may be a slice of a whole message, which must not stay in memory. */
  private static ByteString copy(ByteString bytes) {
    return UnsafeByteOperations.unsafeWrap(bytes.toByteArray());
  }
}
