package io.cashew.node.store;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;

/**
 * What a store holds now and what it has done so far. Each shard's part is exact; the shards are
 * read one after another.
 *
 * @param entries held, among them some that have expired or been fenced and were not yet dropped
 * @param bytes they weigh; at most {@code budgetBytes}
 * @param hits lookups that found an entry, be it an absence
 * @param misses lookups that did not
 * @param oversize stores that were not kept because they weigh more than a shard may hold
 * @param removals entries that left, by cause; every cause is there
 */
public record StoreStatistics(
    long entries,
    long bytes,
    long budgetBytes,
    long hits,
    long misses,
    long oversize,
    ImmutableMap<Removal, Long> removals) {

  /** Entries that left for a cause. */
  public long removed(Removal cause) {
    return removals.getOrDefault(cause, 0L);
  }

  /** What two disjoint parts hold and have done together. */
  StoreStatistics plus(StoreStatistics other) {
    return new StoreStatistics(
        entries + other.entries,
        bytes + other.bytes,
        budgetBytes + other.budgetBytes,
        hits + other.hits,
        misses + other.misses,
        oversize + other.oversize,
        Maps.toMap(removals.keySet(), cause -> removed(cause) + other.removed(cause)));
  }
}
