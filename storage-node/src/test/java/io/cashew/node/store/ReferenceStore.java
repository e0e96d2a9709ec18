package io.cashew.node.store;

import io.cashew.group.PolicySettings;
import io.cashew.node.store.policy.PolicyModel;
import io.cashew.node.store.policy.PolicyModels;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * What a store of one shard does, said plainly: an array by key and the policy as the textbook has
 * it. Keys and contents are numbers; what an entry weighs is told.
 */
final class ReferenceStore {
  private final @Nullable Kept[] entries; // by key
  private final IntPredicate gone;
  final long[] removals = new long[Removal.values().length];
  private PolicySettings settings;
  private PolicyModel policy;
  private @Nullable PolicyModel flushed;
  private int flushedCount;
  private long max;
  private long used;
  private int count;
  private long lastVersion;
  long hits;
  long misses;
  long oversize;

  /** An entry. */
  static final class Kept {
    final int content;
    final long weight;
    final long tag;
    final long version;
    long expiry; // in milliseconds
    private boolean isFlushed;

    Kept(int content, long weight, long tag, long version) {
      this.content = content;
      this.weight = weight;
      this.tag = tag;
      this.version = version;
    }
  }

  /**
   * Starts empty.
   *
   * @param gone says of a key whether the real store has let it go
   */
  ReferenceStore(int keys, long max, PolicySettings settings, IntPredicate gone) {
    this.entries = new @Nullable Kept[keys];
    this.gone = gone;
    this.max = max;
    this.settings = settings;
    this.policy = create();
  }

  private PolicyModel create() {
    PolicyModel created = PolicyModels.of(settings, gone);
    created.resize(max);
    return created;
  }

  long used() {
    return used;
  }

  long max() {
    return max;
  }

  int count() {
    return count;
  }

  @Nullable Kept read(int key, long since, long now) {
    Kept kept = live(key, since, now);
    if (kept == null) {
      misses++;
    } else {
      hits++;
      policy.touched(key);
    }
    return kept;
  }

  /** The entry if it may be served; one that never will be again is dropped. */
  @Nullable Kept live(int key, long since, long now) {
    Kept kept = entries[key];
    if (kept == null) {
      return null;
    }
    if (kept.isFlushed) {
      drop(key, kept, Removal.FLUSHED);
    } else if (kept.expiry <= now) {
      drop(key, kept, Removal.EXPIRED);
    } else if (kept.tag < since) {
      drop(key, kept, Removal.FENCED);
    } else {
      return kept;
    }
    return null;
  }

  /** Whether something has to go for an entry of this weight. */
  boolean needsRoom(int key, long weight) {
    Kept kept = entries[key];
    return weight <= max && used - (kept == null ? 0 : kept.weight) + weight > max;
  }

  /** Returns the version, if it is kept, otherwise {@link Store#NOT_KEPT}. */
  long store(
      int key, int content, long weight, long tag, long expiry, long now, long earliestVersion) {
    Kept before = live(key, Long.MIN_VALUE, now);
    if (weight > max) {
      if (before != null) {
        drop(key, before, Removal.REPLACED);
      }
      oversize++;
      return Store.NOT_KEPT;
    }
    if (before != null) {
      policy.touched(key);
    }
    if (needsRoom(key, weight)) {
      while (needsRoom(key, weight)) {
        evict();
      }
      evictRest();
    }
    lastVersion = Math.max(lastVersion + 1, earliestVersion);
    Kept kept = new Kept(content, weight, tag, lastVersion);
    kept.expiry = expiry;
    if (entries[key] == null) {
      count++;
      used += weight;
      entries[key] = kept;
      policy.admitted(key, weight);
    } else {
      used += weight - entries[key].weight;
      entries[key] = kept;
      policy.reweighed(key, weight);
      removals[Removal.REPLACED.ordinal()]++;
    }
    return lastVersion;
  }

  boolean remove(int key, long since, long now, Removal cause) {
    Kept kept = live(key, since, now);
    if (kept == null) {
      return false;
    }
    drop(key, kept, cause);
    return true;
  }

  boolean touch(int key, long since, long expiry, long now) {
    Kept kept = live(key, since, now);
    if (kept == null) {
      return false;
    }
    kept.expiry = expiry;
    policy.touched(key);
    return true;
  }

  /** Drops all that has expired, and of what was flushed as much as the limit leaves. */
  void reclaim(int limit, long now) {
    int done = 0;
    for (int key = 0; key < entries.length; key++) {
      Kept kept = entries[key];
      if (kept != null && kept.expiry <= now) {
        drop(key, kept, Removal.EXPIRED);
        done++;
      }
    }
    for (; done < limit && flushed != null; done++) {
      if (flushedCount == 0) {
        flushed = null;
      } else {
        evict();
      }
    }
  }

  boolean hasExpired(long now) {
    for (Kept kept : entries) {
      if (kept != null && kept.expiry <= now) {
        return true;
      }
    }
    return false;
  }

  /** What the last flush has left is gone before the next. */
  private void settle() {
    while (flushedCount > 0) {
      evict();
    }
    flushed = null;
  }

  void flush() {
    settle();
    for (Kept kept : entries) {
      if (kept != null) {
        kept.isFlushed = true;
      }
    }
    flushedCount = count;
    flushed = policy;
    policy = create();
  }

  void switchTo(PolicySettings changed) {
    if (changed.equals(settings)) {
      return;
    }
    settle();
    settings = changed;
    PolicyModel before = policy;
    if (before.knowsOrder() || count == 0) {
      policy = create();
      for (int key = before.victim(); key != PolicyModel.NOBODY; key = before.victim()) {
        policy.admitted(key, entries[key].weight);
      }
    } else { // and so nor is the order known to which it leads
      policy = PolicyModels.told(gone);
      for (int key : keys()) {
        policy.admitted(key, entries[key].weight);
      }
    }
  }

  void limit(long changed) {
    max = changed;
    policy.resize(max);
    if (used > max) {
      while (used > max) {
        evict();
      }
      evictRest();
    }
  }

  boolean knowsOrder() {
    return policy.knowsOrder();
  }

  private List<Integer> keys() {
    List<Integer> keys = new ArrayList<>();
    for (int key = 0; key < entries.length; key++) {
      if (entries[key] != null) {
        keys.add(key);
      }
    }
    return keys;
  }

  private void evict() {
    boolean ofFlushed = flushedCount > 0;
    int key = ofFlushed ? flushed.victim() : policy.victim();
    if (key == PolicyModel.NOBODY) {
      throw new AssertionError("something had to go, and nothing went");
    }
    forget(key, entries[key], ofFlushed ? Removal.FLUSHED : Removal.SIZE);
  }

  /** Where it is not known who goes first, it is not known either whether more had to go. */
  private void evictRest() {
    for (int key = policy.nextGone(); key != PolicyModel.NOBODY; key = policy.nextGone()) {
      forget(key, entries[key], Removal.SIZE);
    }
  }

  private void drop(int key, Kept kept, Removal cause) {
    (kept.isFlushed ? flushed : policy).removed(key);
    forget(key, kept, cause);
  }

  private void forget(int key, Kept kept, Removal cause) {
    entries[key] = null;
    count--;
    used -= kept.weight;
    flushedCount -= kept.isFlushed ? 1 : 0;
    removals[cause.ordinal()]++;
  }
}
