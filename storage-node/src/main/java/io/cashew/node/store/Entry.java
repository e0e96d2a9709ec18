package io.cashew.node.store;

import static com.google.common.base.Preconditions.checkState;

import com.google.protobuf.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * What a shard keeps of a key, and the entry's places in the shard's index, eviction order and
 * expiry order, which are linked through the entries themselves. Guarded by the shard's lock.
 */
final class Entry {
  /**
   * What an entry takes on the heap besides the bytes of key and value, with compressed references:
   * this object 80; the key's ByteString and array header 44, padding included; the value's, with
   * its {@link Content}, 60; a share of the index 8 and of the expiry order 8.
   */
  static final int OVERHEAD_BYTES = 200;

  final long hash;
  final ByteString key;
  final Content content;
  final long tag;
  final long version;

  private final long storedAt;
  private long expiresAt;
  private boolean expires;

  /** The next entry in the same bucket of the index. */
  @Nullable Entry chained;

  /** Where the entry stands in the eviction order; null while it is in none. */
  @Nullable Segment segment;

  @Nullable Entry older;
  @Nullable Entry newer;

  /** Where the entry stands in the expiry order. */
  int expiryPosition = ExpiryOrder.NOWHERE;

  Entry(long hash, ByteString key, Content content, long tag, long version, long now) {
    this.hash = hash;
    this.key = key;
    this.content = content;
    this.tag = tag;
    this.version = version;
    this.storedAt = now;
  }

  /** What an entry weighs against the budget. */
  static long weigh(ByteString key, Content content) {
    return (long) OVERHEAD_BYTES + key.size() + content.size();
  }

  long weight() {
    return weigh(key, content);
  }

  /** Sets the time to live, counted from now; 0: for ever. */
  void expireAfter(long ttlNanos, long now) {
    checkState(expiryPosition == ExpiryOrder.NOWHERE, "expiry changed while in the expiry order");
    expires = ttlNanos != 0;
    expiresAt = now + ttlNanos;
  }

  boolean expires() {
    return expires;
  }

  boolean isExpired(long now) {
    return expires && now - expiresAt >= 0;
  }

  /** Clock readings may wrap around, so that only their difference says which is first. */
  boolean expiresBefore(Entry other) {
    return expiresAt - other.expiresAt < 0;
  }

  Lookup.Hit hit(long now) {
    return new Lookup.Hit(content, version, now - storedAt, expires ? expiresAt - now : 0);
  }
}
