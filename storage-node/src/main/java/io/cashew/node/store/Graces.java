package io.cashew.node.store;

import io.cashew.node.store.memory.Arena;
import java.util.Arrays;

/**
 * How long after their end the entries of each group stay in a shard, to be answered as stale. An
 * absence does not. Guarded by the shard's lock.
 */
final class Graces {
  private final Arena arena;
  private long[] byGroup = new long[4];
  private int groups; // that have any

  Graces(Arena arena) {
    this.arena = arena;
  }

  /** Says how long it is for a group; returns by how much shorter than it was. */
  long set(int group, long millis) {
    if (group >= byGroup.length) {
      byGroup = Arrays.copyOf(byGroup, Math.max(group + 1, 2 * byGroup.length));
    }
    long before = byGroup[group];
    byGroup[group] = millis;
    groups += Long.signum(millis) - Long.signum(before);
    return Math.max(0, before - millis);
  }

  /** How long it is for an entry. */
  long millis(int entry) {
    if (groups == 0) {
      return 0;
    }
    int group = arena.group(entry);
    return group < byGroup.length && byGroup[group] > 0 && !arena.isAbsent(entry)
        ? byGroup[group]
        : 0;
  }
}
