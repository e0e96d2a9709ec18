package io.cashew.node.store;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;

/**
 * What a group holds on a node now and what was done so far. Each shard's part is exact; the shards
 * are read one after another.
 *
 * @param entries held, among them some that have expired, been fenced or flushed and were not yet
 *     dropped
 * @param bytes they weigh; at most {@code maxBytes}, unless that was lowered a moment ago
 * @param reservedBytes what other groups cannot take
 * @param hits lookups that found an entry, be it an absence
 * @param misses lookups that did not
 * @param oversize stores that were not kept because there can be no room for them
 * @param windowShare the part of the memory that the policy gives to newcomers, 0 to 1; NaN if it
 *     has no such part
 * @param removals entries that left, by cause; every cause is there
 */
public record StoreStatistics(
    long entries,
    long bytes,
    long reservedBytes,
    long maxBytes,
    long hits,
    long misses,
    long oversize,
    double windowShare,
    ImmutableMap<Removal, Long> removals) {

  /** Entries that left for a cause. */
  public long removed(Removal cause) {
    return removals.getOrDefault(cause, 0L);
  }

  /** With what another shard holds of the same group and has done for it. */
  StoreStatistics plus(StoreStatistics other) {
    return new StoreStatistics(
        entries + other.entries,
        bytes + other.bytes,
        reservedBytes,
        maxBytes,
        hits + other.hits,
        misses + other.misses,
        oversize + other.oversize,
        windowShare,
        Maps.toMap(removals.keySet(), cause -> removed(cause) + other.removed(cause)));
  }

  /** With what is known of all shards together. */
  StoreStatistics of(long allBytes, long reserved, long max, double window) {
    return new StoreStatistics(
        entries, allBytes, reserved, max, hits, misses, oversize, window, removals);
  }
}
