package io.cashew.node.store;

import static com.google.common.base.Preconditions.checkState;

import org.jspecify.annotations.Nullable;

/** Entries from most to least recently used, and what they weigh. Guarded by the shard's lock. */
final class Segment {
  private @Nullable Entry newest;
  private @Nullable Entry oldest;
  private long bytes;

  long bytes() {
    return bytes;
  }

  @Nullable Entry oldest() {
    return oldest;
  }

  /** Adds an entry that is in no segment, as the most recently used. */
  void add(Entry entry) {
    checkState(entry.segment == null, "the entry is in a segment already");
    entry.segment = this;
    entry.older = newest;
    if (newest == null) {
      oldest = entry;
    } else {
      newest.newer = entry;
    }
    newest = entry;
    bytes += entry.weight();
  }

  /** Removes an entry that is in this segment. */
  void remove(Entry entry) {
    checkState(entry.segment == this, "the entry is not in this segment");
    if (entry.newer == null) {
      newest = entry.older;
    } else {
      entry.newer.older = entry.older;
    }
    if (entry.older == null) {
      oldest = entry.newer;
    } else {
      entry.older.newer = entry.newer;
    }
    entry.segment = null;
    entry.older = null;
    entry.newer = null;
    bytes -= entry.weight();
  }

  /** Walks the segment both by links and by weight; returns how many entries it has. */
  int checkIntegrity() {
    int entries = 0;
    long weight = 0;
    Entry newer = null;
    for (Entry entry = newest; entry != null; entry = entry.older) {
      checkState(entry.segment == this, "an entry of one segment says it is in another");
      checkState(entry.newer == newer, "links to and fro differ");
      entries++;
      weight += entry.weight();
      newer = entry;
    }
    checkState(oldest == newer, "the last entry is not the oldest");
    checkState(bytes == weight, "bytes: %s (entries weigh %s)", bytes, weight);
    return entries;
  }
}
