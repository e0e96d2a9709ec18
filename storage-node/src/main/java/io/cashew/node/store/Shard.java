package io.cashew.node.store;

import static com.google.common.base.Preconditions.checkState;

import com.google.common.collect.Maps;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import com.google.protobuf.ByteString;
import io.cashew.time.Ticker;
import java.util.EnumMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One slice of a store: entries, their eviction order and their expiry, behind one lock.
 *
 * <p>Thread-safe. No method blocks on anything but the lock, and none calls out while holding it.
 * The clock is read under the lock: what waited for it sees the time at which it is served.
 */
final class Shard {
  private final long capacityBytes;
  private final Ticker ticker;
  private final ReentrantLock lock = new ReentrantLock();

  @GuardedBy("lock")
  private final Index index = new Index();

  @GuardedBy("lock")
  private final SegmentedLru order;

  @GuardedBy("lock")
  private final ExpiryOrder expiry = new ExpiryOrder();

  @GuardedBy("lock")
  private final EnumMap<Removal, Long> removals = new EnumMap<>(Removal.class);

  @GuardedBy("lock")
  private long lastVersion;

  @GuardedBy("lock")
  private long hits;

  @GuardedBy("lock")
  private long misses;

  @GuardedBy("lock")
  private long oversize;

  Shard(long capacityBytes, Ticker ticker) {
    this.capacityBytes = capacityBytes;
    this.ticker = ticker;
    this.order = new SegmentedLru(capacityBytes);
    for (Removal cause : Removal.values()) {
      removals.put(cause, 0L);
    }
  }

  Lookup lookup(long hash, ByteString key, long since) {
    lock.lock();
    try {
      long now = ticker.nanos();
      Entry entry = live(hash, key, since, now);
      if (entry == null) {
        misses++;
        return Lookup.MISS;
      }
      hits++;
      order.touch(entry);
      return entry.hit(now);
    } finally {
      lock.unlock();
    }
  }

  Lookup peek(long hash, ByteString key, long since) {
    lock.lock();
    try {
      long now = ticker.nanos();
      Entry entry = live(hash, key, since, now);
      return entry == null ? Lookup.MISS : entry.hit(now);
    } finally {
      lock.unlock();
    }
  }

  long store(long hash, ByteString key, Content content, long tag, long ttlNanos) {
    lock.lock();
    try {
      long now = ticker.nanos();
      Entry previous = index.find(hash, key);
      boolean usedBefore = previous != null && !previous.isExpired(now);
      if (previous != null) {
        drop(previous, usedBefore ? Removal.REPLACED : Removal.EXPIRED);
      }
      long weight = Entry.weigh(key, content);
      if (weight > capacityBytes) {
        oversize++;
        return Store.NOT_KEPT;
      }
      makeRoomFor(weight, now);
      Entry entry = new Entry(hash, key, content, tag, ++lastVersion, now);
      entry.expireAfter(ttlNanos, now);
      index.add(entry);
      expiry.add(entry);
      order.admit(entry);
      if (usedBefore) {
        order.touch(entry);
      }
      return entry.version;
    } finally {
      lock.unlock();
    }
  }

  boolean remove(long hash, ByteString key, long since) {
    lock.lock();
    try {
      Entry entry = live(hash, key, since, ticker.nanos());
      if (entry == null) {
        return false;
      }
      drop(entry, Removal.DELETED);
      return true;
    } finally {
      lock.unlock();
    }
  }

  boolean touch(long hash, ByteString key, long since, long ttlNanos) {
    lock.lock();
    try {
      long now = ticker.nanos();
      Entry entry = live(hash, key, since, now);
      if (entry == null) {
        return false;
      }
      expiry.remove(entry);
      entry.expireAfter(ttlNanos, now);
      expiry.add(entry);
      order.touch(entry);
      return true;
    } finally {
      lock.unlock();
    }
  }

  int reclaimExpired(int limit) {
    lock.lock();
    try {
      long now = ticker.nanos();
      int dropped = 0;
      while (dropped < limit) {
        Entry expired = expiry.firstExpired(now);
        if (expired == null) {
          break;
        }
        drop(expired, Removal.EXPIRED);
        dropped++;
      }
      return dropped;
    } finally {
      lock.unlock();
    }
  }

  StoreStatistics statistics() {
    lock.lock();
    try {
      return new StoreStatistics(
          index.size(),
          order.bytes(),
          capacityBytes,
          hits,
          misses,
          oversize,
          Maps.immutableEnumMap(removals));
    } finally {
      lock.unlock();
    }
  }

  /** The key's entry if it may be served; one that never will be again is dropped. */
  @GuardedBy("lock")
  private @Nullable Entry live(long hash, ByteString key, long since, long now) {
    Entry entry = index.find(hash, key);
    if (entry == null) {
      return null;
    }
    if (entry.isExpired(now)) {
      drop(entry, Removal.EXPIRED);
      return null;
    }
    if (entry.tag < since) {
      drop(entry, Removal.FENCED);
      return null;
    }
    return entry;
  }

  /** Drops what has expired, then the next victims, until the weight fits. */
  @GuardedBy("lock")
  private void makeRoomFor(long weight, long now) {
    while (order.bytes() + weight > capacityBytes) {
      Entry expired = expiry.firstExpired(now);
      if (expired != null) {
        drop(expired, Removal.EXPIRED);
        continue;
      }
      Entry victim = order.victim();
      checkState(victim != null, "%s bytes held without an entry", order.bytes());
      drop(victim, Removal.SIZE);
    }
  }

  @GuardedBy("lock")
  private void drop(Entry entry, Removal cause) {
    index.remove(entry);
    order.remove(entry);
    expiry.remove(entry);
    removals.merge(cause, 1L, Long::sum);
  }

  /** Walks index, segments and expiry order, and throws if they disagree. */
  void checkIntegrity() {
    lock.lock();
    try {
      int entries = 0;
      int expiring = 0;
      for (Entry entry : index.entries()) {
        checkState(index.find(entry.hash, entry.key) == entry, "a key has two entries");
        checkState(entry.segment != null, "an indexed entry is in no segment");
        checkState(entry.version <= lastVersion, "an entry has a version not yet given");
        checkState(
            entry.expires() == (entry.expiryPosition != ExpiryOrder.NOWHERE),
            "an entry that expires must be in the expiry order, and no other");
        entries++;
        expiring += entry.expires() ? 1 : 0;
      }
      checkState(entries == index.size(), "index: %s entries, size %s", entries, index.size());
      checkState(entries == order.checkIntegrity(), "index and segments differ in size");
      checkState(expiring == expiry.size(), "index and expiry order differ in size");
      expiry.checkIntegrity();
      checkState(
          order.bytes() <= capacityBytes, "%s bytes used of %s", order.bytes(), capacityBytes);
    } finally {
      lock.unlock();
    }
  }
}
