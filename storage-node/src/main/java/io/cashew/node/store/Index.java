package io.cashew.node.store;

import static com.google.common.base.Preconditions.checkState;

import com.google.common.collect.ImmutableList;
import com.google.protobuf.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * Finds a shard's entries by key: a table of buckets, in which entries are chained. A lookup
 * allocates nothing. Guarded by the shard's lock.
 *
 * <p>Keys that share a tag share the hash that comes with the request, so the bucket depends on the
 * key's own hash code as well: a tag with many keys must not become one long chain.
 */
final class Index {
  private static final int INITIAL_BUCKETS = 16;
  private static final int MAX_BUCKETS = 1 << 30;

  private @Nullable Entry[] buckets = new @Nullable Entry[INITIAL_BUCKETS];
  private int size;

  int size() {
    return size;
  }

  @Nullable Entry find(long hash, ByteString key) {
    Entry entry = buckets[bucketOf(hash, key)];
    while (entry != null && !(entry.hash == hash && entry.key.equals(key))) {
      entry = entry.chained;
    }
    return entry;
  }

  /** Adds an entry whose key is not there yet. */
  void add(Entry entry) {
    if (size >= buckets.length / 4 * 3 && buckets.length < MAX_BUCKETS) {
      grow();
    }
    chain(entry);
    size++;
  }

  /** Removes an entry that is there. */
  void remove(Entry entry) {
    int bucket = bucketOf(entry.hash, entry.key);
    Entry before = null;
    Entry candidate = buckets[bucket];
    while (candidate != entry) {
      checkState(candidate != null, "the index does not hold the entry to be removed");
      before = candidate;
      candidate = candidate.chained;
    }
    if (before == null) {
      buckets[bucket] = entry.chained;
    } else {
      before.chained = entry.chained;
    }
    entry.chained = null;
    size--;
  }

  /** All entries, collected: for checks. */
  ImmutableList<Entry> entries() {
    ImmutableList.Builder<Entry> entries = ImmutableList.builder();
    for (Entry first : buckets) {
      for (Entry entry = first; entry != null; entry = entry.chained) {
        entries.add(entry);
      }
    }
    return entries.build();
  }

  private void grow() {
    @Nullable Entry[] old = buckets;
    buckets = new @Nullable Entry[old.length * 2];
    for (Entry first : old) {
      Entry entry = first;
      while (entry != null) {
        Entry next = entry.chained;
        chain(entry);
        entry = next;
      }
    }
  }

  private void chain(Entry entry) {
    int bucket = bucketOf(entry.hash, entry.key);
    entry.chained = buckets[bucket];
    buckets[bucket] = entry;
  }

  /** The lowest bits chose the shard and the highest the node, so neither tells entries apart. */
  private int bucketOf(long hash, ByteString key) {
    int mixed = (int) (hash >>> 8) ^ key.hashCode();
    return (mixed ^ mixed >>> 16) & (buckets.length - 1);
  }
}
