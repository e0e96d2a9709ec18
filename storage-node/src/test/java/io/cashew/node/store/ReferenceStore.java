package io.cashew.node.store;

import com.google.common.collect.EnumMultiset;
import io.cashew.group.PolicySettings;
import io.cashew.node.store.policy.PolicyModel;
import io.cashew.node.store.policy.PolicyModels;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * What a store of one shard does, said plainly: an array by key and the policy as the textbook has
 * it. Keys and contents are numbers; what an entry weighs is told.
 */
final class ReferenceStore {
  private final @Nullable Kept[] entries; // by key
  private final IntPredicate gone;
  final EnumMultiset<Removal> removals = EnumMultiset.create(Removal.class);
  private PolicySettings settings;
  private PolicyModel policy;
  private @Nullable PolicyModel old; // until all its entries are handed over or dropped
  private boolean oldIsFlushed;
  private int oldCount;
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
    private boolean isOld;

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
      policyOf(kept).touched(key);
    }
    return kept;
  }

  /** The entry if it may be served; one that never will be again is dropped. */
  @Nullable Kept live(int key, long since, long now) {
    Kept kept = entries[key];
    if (kept == null) {
      return null;
    }
    if (kept.isOld && oldIsFlushed) {
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
      policyOf(before).touched(key);
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
      kept.isOld = entries[key].isOld;
      entries[key] = kept;
      policyOf(kept).reweighed(key, weight);
      removals.add(Removal.REPLACED);
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
    policyOf(kept).touched(key);
    return true;
  }

  /** Drops all that has expired, and goes on with a change as far as the limit then allows. */
  void reclaim(int limit, long now) {
    int done = 0;
    for (int key = 0; key < entries.length; key++) {
      Kept kept = entries[key];
      if (kept != null && kept.expiry <= now) {
        drop(key, kept, Removal.EXPIRED);
        done++;
      }
    }
    for (; done < limit && old != null; done++) {
      step();
    }
  }

  private void step() {
    if (oldCount == 0) {
      old = null;
    } else if (oldIsFlushed) {
      evict();
    } else {
      int key = old.victim();
      entries[key].isOld = false;
      oldCount--;
      policy.admitted(key, entries[key].weight);
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

  void flush() {
    begin();
    oldIsFlushed = true;
    policy = create();
  }

  void switchTo(PolicySettings changed) {
    if (changed.equals(settings)) {
      return;
    }
    begin();
    oldIsFlushed = false;
    settings = changed;
    if (old.knowsOrder()) {
      policy = create();
    } else { // and so nor is the order known to which it leads
      policy = PolicyModels.told(gone);
      for (int key = 0; key < entries.length; key++) {
        if (entries[key] != null) {
          entries[key].isOld = false;
          policy.admitted(key, entries[key].weight);
        }
      }
      oldCount = 0;
    }
  }

  /** A change, when the last one is through. */
  private void begin() {
    while (old != null) {
      step();
    }
    old = policy;
    oldCount = count;
    for (Kept kept : entries) {
      if (kept != null) {
        kept.isOld = true;
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

  private PolicyModel policyOf(Kept kept) {
    return kept.isOld ? old : policy;
  }

  private void evict() {
    boolean fromOld = oldCount > 0;
    int key = fromOld ? old.victim() : policy.victim();
    if (key == PolicyModel.NOBODY) {
      throw new AssertionError("something had to go, and nothing went");
    }
    forget(key, entries[key], fromOld && oldIsFlushed ? Removal.FLUSHED : Removal.SIZE);
  }

  /** Where it is not known who goes first, it is not known either whether more had to go. */
  private void evictRest() {
    for (int key = policy.nextGone(); key != PolicyModel.NOBODY; key = policy.nextGone()) {
      forget(key, entries[key], Removal.SIZE);
    }
  }

  private void drop(int key, Kept kept, Removal cause) {
    policyOf(kept).removed(key);
    forget(key, kept, cause);
  }

  private void forget(int key, Kept kept, Removal cause) {
    entries[key] = null;
    count--;
    used -= kept.weight;
    oldCount -= kept.isOld ? 1 : 0;
    removals.add(cause);
  }
}
