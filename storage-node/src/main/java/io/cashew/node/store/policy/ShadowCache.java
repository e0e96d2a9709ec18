package io.cashew.node.store.policy;

import static io.cashew.node.store.policy.Policy.NONE;

import java.util.function.IntPredicate;

/**
 * What a group's cache would be if its window had another share: the same policy over a sample of
 * the keys, in a capacity scaled down alike, without values. Guarded by its controller's lock.
 */
final class ShadowCache {
  private final int limit;
  private final ShadowEntries entries = new ShadowEntries();
  private final WindowedSlru slru;
  private final double share;
  private long capacity;
  private double hits; // the older, the less they count

  /**
   * Starts empty and without capacity.
   *
   * @param sketch counts the sample's keys; is only asked here
   * @param limit of the number of entries
   */
  ShadowCache(FrequencySketch sketch, double share, int limit) {
    this.limit = limit;
    this.slru = new WindowedSlru(entries, sketch, share);
    this.share = share;
  }

  /** The window's share in this cache. */
  double share() {
    return share;
  }

  void resize(long bytes) {
    capacity = bytes;
    slru.resize(bytes);
    makeRoom(0);
  }

  /** A sampled key was asked for. It is in this cache afterwards, unless it is too heavy. */
  void used(int hash, long weight) {
    int handle = entries.find(hash);
    if (handle == NONE) {
      if (weight <= capacity) {
        makeRoom(weight);
        slru.admitted(entries.allocate(hash, weight));
      }
      return;
    }
    hits++;
    long before = entries.weight(handle);
    if (before != weight) {
      entries.setWeight(handle, weight);
      slru.reweighed(handle, before);
    }
    slru.touched(handle);
  }

  /** A sampled key has left the group otherwise than by eviction. */
  void removed(int hash) {
    int handle = entries.find(hash);
    if (handle != NONE) {
      drop(handle);
    }
  }

  /** Drops the keys that are no longer of the sample. */
  void keepOnly(IntPredicate sampled) {
    entries.forEach(
        handle -> {
          if (!sampled.test(entries.hash(handle))) {
            drop(handle);
          }
        });
  }

  int size() {
    return slru.size();
  }

  long weight() {
    return slru.weight();
  }

  /** Hits so far, faded. */
  double hits() {
    return hits;
  }

  long bytes() {
    return entries.bytes();
  }

  void fade(double factor) {
    hits *= factor;
  }

  private void drop(int handle) {
    slru.removed(handle);
    entries.free(handle);
  }

  private void makeRoom(long weight) {
    while (slru.size() == limit || slru.weight() + weight > capacity) {
      int victim = slru.victim();
      if (victim == NONE) {
        return;
      }
      entries.free(victim);
    }
  }
}
