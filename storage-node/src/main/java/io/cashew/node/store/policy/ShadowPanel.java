package io.cashew.node.store.policy;

import java.util.function.IntPredicate;

/**
 * Shadow caches that differ in their window's share alone and have one sketch, with one memory,
 * among them. Guarded by its controller's lock.
 */
final class ShadowPanel {
  private final FrequencySketch sketch = new FrequencySketch();
  private final ShadowCache[] caches;

  ShadowPanel(double[] shares, int limit) {
    caches = new ShadowCache[shares.length];
    for (int i = 0; i < shares.length; i++) {
      caches[i] = new ShadowCache(sketch, shares[i], limit);
    }
  }

  /** A sampled key was asked for. */
  void used(int hash, long weight) {
    sketch.increment(hash);
    for (ShadowCache cache : caches) {
      cache.used(hash, weight);
    }
  }

  void removed(int hash) {
    for (ShadowCache cache : caches) {
      cache.removed(hash);
    }
  }

  void resize(long capacity) {
    for (ShadowCache cache : caches) {
      cache.resize(capacity);
    }
  }

  /** Sets for how many entries there is a sketch and how many uses it remembers. */
  void remember(int entries, long uses) {
    sketch.fit(entries);
    sketch.halveEvery(uses);
  }

  void keepOnly(IntPredicate sampled) {
    for (ShadowCache cache : caches) {
      cache.keepOnly(sampled);
    }
  }

  void fade(double factor) {
    for (ShadowCache cache : caches) {
      cache.fade(factor);
    }
  }

  /** The place of a cache; -1 if it is not one of these. */
  int indexOf(ShadowCache wanted) {
    for (int i = 0; i < caches.length; i++) {
      if (caches[i] == wanted) {
        return i;
      }
    }
    return -1;
  }

  /** The one with most hits, the first of them if there are several. */
  ShadowCache best() {
    ShadowCache best = caches[0];
    for (ShadowCache cache : caches) {
      if (cache.hits() > best.hits()) {
        best = cache;
      }
    }
    return best;
  }

  /** The one at a place, in the order of the shares given. */
  ShadowCache at(int index) {
    return caches[index];
  }

  /** How many entries the fullest holds. */
  int size() {
    int size = 0;
    for (ShadowCache cache : caches) {
      size = Math.max(size, cache.size());
    }
    return size;
  }

  /** What the entries of the fullest weigh. */
  long weight() {
    long weight = 0;
    for (ShadowCache cache : caches) {
      weight = Math.max(weight, cache.weight());
    }
    return weight;
  }

  /** What the entries and the sketch take. */
  long bytes() {
    long bytes = sketch.bytes();
    for (ShadowCache cache : caches) {
      bytes += cache.bytes();
    }
    return bytes;
  }
}
