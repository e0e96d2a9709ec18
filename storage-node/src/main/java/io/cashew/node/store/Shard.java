package io.cashew.node.store;

import static com.google.common.base.Preconditions.checkState;

import com.google.common.collect.Maps;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import com.google.protobuf.ByteString;
import io.cashew.node.store.memory.Arena;
import io.cashew.node.store.memory.ArenaStatistics;
import io.cashew.node.store.policy.Policies;
import io.cashew.node.store.policy.Policy;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One slice of a node's memory: entries of all groups, their policies and their expiry, behind one
 * lock.
 *
 * <p>Thread-safe. No method blocks on anything but the lock, and none calls out while holding it.
 * The clock is read under the lock: what waited for it sees the time at which it is served.
 */
final class Shard {
  /** The group may hold no more, and none of what it holds is in this shard. */
  static final long FULL_ELSEWHERE = -1;

  /** Places that are swept between two looks at whether that was all. */
  private static final int SWEEP = 50;

  private static final long ANY_TAG = Long.MIN_VALUE;
  private static final long NEVER = -1;

  private final int number;
  private final StoreClock clock;
  private final ReentrantLock lock = new ReentrantLock();

  @GuardedBy("lock")
  private final Arena arena;

  @GuardedBy("lock")
  private final Graces graces;

  @GuardedBy("lock")
  private final Expiries expiries;

  @GuardedBy("lock")
  private @Nullable ShardGroup[] groups = new @Nullable ShardGroup[4]; // by number

  @GuardedBy("lock")
  private long lastVersion;

  Shard(int number, MemoryPlan plan, StoreClock clock) {
    this.number = number;
    this.clock = clock;
    this.arena = new Arena(plan.pageBytes(), plan.pagesPerShard());
    this.graces = new Graces(arena);
    this.expiries = new Expiries(arena, graces);
  }

  /** Makes room for a group's entries; returns its part of this shard. */
  ShardGroup open(int group, GroupMemory memory, Policies policies, long capacity) {
    lock.lock();
    try {
      if (group >= groups.length) {
        groups = Arrays.copyOf(groups, Math.max(group + 1, 2 * groups.length));
      }
      ShardGroup opened = new ShardGroup(group, memory, arena, policies, capacity);
      groups[group] = opened;
      return opened;
    } finally {
      lock.unlock();
    }
  }

  /** Forgets all entries of a group and keeps none from now on. */
  void close(ShardGroup group, Policies policies) {
    lock.lock();
    try {
      flushLocked(group, policies);
      group.close();
    } finally {
      lock.unlock();
    }
  }

  /** Takes leave of a group that is closed and has no entries any more. */
  void remove(ShardGroup group) {
    lock.lock();
    try {
      checkState(group.isClosed() && group.size() == 0, "the group is in use");
      groups[group.number()] = null;
    } finally {
      lock.unlock();
    }
  }

  boolean read(ShardGroup group, int hash, ByteString key, long since, Reading into) {
    lock.lock();
    try {
      int entry = live(group, hash, key, since);
      if (entry == Policy.NONE) {
        group.misses++;
        return false;
      }
      group.hits++;
      group.touch(entry);
      copy(entry, into);
    } finally {
      lock.unlock();
    }
    copyParts(into);
    return true;
  }

  /** See {@link Arena#guessRow}. */
  @SuppressWarnings("GuardedBy") // a guess
  int guessRow(int hash) {
    return arena.guessRow(hash);
  }

  /** See {@link Arena#guessLocation}. */
  @SuppressWarnings("GuardedBy")
  int guessLocation(int row, int hash) {
    return arena.guessLocation(row, hash);
  }

  /** See {@link Arena#readAt}. */
  @SuppressWarnings("GuardedBy")
  int readAt(int location) {
    return arena.readAt(location);
  }

  boolean peek(ShardGroup group, int hash, ByteString key, long since, Reading into) {
    lock.lock();
    try {
      int entry = live(group, hash, key, since);
      if (entry == Policy.NONE) {
        return false;
      }
      copy(entry, into);
    } finally {
      lock.unlock();
    }
    copyParts(into);
    return true;
  }

  /** Finds what may be answered as stale too, and counts that as a use. */
  boolean known(ShardGroup group, int hash, ByteString key, long since, Reading into) {
    lock.lock();
    try {
      int entry = kept(group, hash, key, since);
      if (entry == Policy.NONE) {
        return false;
      }
      copy(entry, into);
      if (isOver(entry)) {
        into.over(overNanos(entry));
        group.touch(entry);
      }
    } finally {
      lock.unlock();
    }
    copyParts(into);
    return true;
  }

  /** Says how long after their end values of a group stay, those there are too. */
  void keepStale(ShardGroup group, long millis) {
    lock.lock();
    try {
      long shorter = graces.set(group.number(), millis);
      if (shorter > 0) {
        expiries.sooner(shorter);
      }
    } finally {
      lock.unlock();
    }
  }

  @GuardedBy("lock")
  private void copy(int entry, Reading into) {
    arena.read(entry, into);
    into.found(
        clock,
        arena.isAbsent(entry),
        arena.version(entry),
        arena.sourceVersion(entry),
        ttlLeft(entry));
  }

  /** Outside of the lock: a long value takes a while. */
  @SuppressWarnings("GuardedBy") // what is read there does not change while it is pinned
  private void copyParts(Reading into) {
    if (into.partCount() == 0) {
      return;
    }
    try {
      arena.copyParts(into);
    } finally {
      lock.lock();
      try {
        arena.release(into);
      } finally {
        lock.unlock();
      }
    }
  }

  /**
   * Stores a value, or the absence of one.
   *
   * @return the version, {@link Store#NOT_KEPT} or {@link #FULL_ELSEWHERE}
   */
  long store(ShardGroup group, int hash, ByteString key, Content content, long tag, long ttlNanos) {
    lock.lock();
    try {
      return storeLocked(group, hash, key, content, tag, ttlNanos);
    } finally {
      lock.unlock();
    }
  }

  /** Stores as {@link #store} does, unless there is an entry that a lookup would find. */
  long storeIfAbsent(
      ShardGroup group,
      int hash,
      ByteString key,
      Content content,
      long since,
      long tag,
      long ttlNanos) {
    lock.lock();
    try {
      return live(group, hash, key, since) == Policy.NONE
          ? storeLocked(group, hash, key, content, tag, ttlNanos)
          : Store.NOT_KEPT;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Looks at some places for entries of a group, and adds the keys of those it finds that were not
   * seen before and are used as often as is asked for, as far as the policy counts.
   *
   * @param from the first place, counted over all
   * @param seen places of entries whose keys were added
   * @return whether there are places after these
   */
  boolean walk(
      ShardGroup group,
      int from,
      int count,
      int leastUses,
      BitSet seen,
      List<? super ByteString> keys) {
    lock.lock();
    try {
      int end = Math.min(arena.places(), from + count);
      for (int place = seen.nextClearBit(from); place < end; place = seen.nextClearBit(place + 1)) {
        int entry = arena.handle(place);
        if (arena.isEntry(entry)
            && arena.group(entry) == group.number()
            && !group.isFlushed(entry)
            && (leastUses == 0 || group.policyOf(entry).frequency(entry) >= leastUses)) {
          seen.set(place);
          ByteString key = arena.key(entry);
          if (!isFlushed(group, entry, key)) {
            keys.add(key);
          }
        }
      }
      return end < arena.places();
    } finally {
      lock.unlock();
    }
  }

  /** Places there are for entries of all groups. */
  int places() {
    lock.lock();
    try {
      return arena.places();
    } finally {
      lock.unlock();
    }
  }

  /** The key of a group's entry at a place; null if there is none, or its time is over. */
  @Nullable ByteString keyAt(ShardGroup group, int place) {
    lock.lock();
    try {
      int entry = arena.handle(place);
      if (!arena.isEntry(entry) || arena.group(entry) != group.number() || isOver(entry)) {
        return null;
      }
      ByteString key = arena.key(entry);
      return isFlushed(group, entry, key) ? null : key;
    } finally {
      lock.unlock();
    }
  }

  /**
   * The keys of a group's entries at some places, by place; of those whose time is over too.
   *
   * @return empty: there are no places from there on
   */
  Optional<SortedMap<Integer, ByteString>> keys(ShardGroup group, int from, int count) {
    lock.lock();
    try {
      if (from >= arena.places()) {
        return Optional.empty();
      }
      SortedMap<Integer, ByteString> keys = new TreeMap<>();
      for (int place = from; place < Math.min(arena.places(), from + count); place++) {
        int entry = arena.handle(place);
        if (arena.isEntry(entry) && arena.group(entry) == group.number()) {
          keys.put(place, arena.key(entry));
        }
      }
      return Optional.of(keys);
    } finally {
      lock.unlock();
    }
  }

  @GuardedBy("lock")
  private long storeLocked(
      ShardGroup group, int hash, ByteString key, Content content, long tag, long ttlNanos) {
    int entry = kept(group, hash, key, ANY_TAG);
    Content.Value present = content instanceof Content.Value known ? known : null;
    ByteString value = present == null ? null : present.bytes();
    long sourceVersion = present == null ? Arena.NO_SOURCE_VERSION : present.sourceVersion();
    int valueBytes = content.size();
    long weight = arena.weight(key.size(), valueBytes, sourceVersion);
    GroupMemory memory = group.memory();
    if (group.isClosed()
        || weight > memory.max()
        || !arena.couldFit(key.size(), valueBytes, sourceVersion)) {
      return notKept(group, entry, 0);
    }
    if (entry != Policy.NONE) {
      group.touch(entry); // now, so that it is not the first that has to go
    }
    long before = entry == Policy.NONE ? 0 : arena.weight(entry);
    long held = before; // what of the group's bytes is for this key
    while (held < weight) {
      if (memory.tryTake(weight - held)) {
        held = weight;
        continue;
      }
      int victim = group.victim(weight);
      if (victim == Policy.NONE) {
        return FULL_ELSEWHERE;
      }
      evict(group, victim);
      if (victim == entry) {
        entry = Policy.NONE;
        held = 0;
      }
    }
    while (!arena.fits(key.size(), valueBytes, sourceVersion, entry)) {
      ShardGroup from = toGiveUpFor(group);
      int victim = from.victim(weight);
      if (victim == Policy.NONE) {
        return notKept(group, entry, held);
      }
      if (victim == entry) {
        arena.remove(entry); // and its bytes stay taken
        entry = Policy.NONE;
      } else {
        evict(from, victim);
      }
    }
    long nanos = clock.nanos();
    long version = Math.max(lastVersion + 1, clock.version(nanos));
    if (entry == Policy.NONE) {
      entry = arena.add(group.number(), hash, key, value, sourceVersion, tag, version);
      if (entry == Policy.NONE) {
        return notKept(group, Policy.NONE, held);
      }
      group.admit(entry);
    } else if (arena.replace(entry, value, sourceVersion, tag, version)) {
      group.reweigh(entry, before);
      group.count(Removal.REPLACED);
    } else {
      group.reweigh(entry, before);
      group.remove(entry, Removal.REPLACED);
      arena.discard(entry);
      return notKept(group, Policy.NONE, held);
    }
    memory.giveBack(held - weight);
    lastVersion = version;
    expire(entry, nanos, ttlNanos);
    return version;
  }

  /** Gives up storing something, together with the entry there is and the bytes that were taken. */
  @GuardedBy("lock")
  private long notKept(ShardGroup group, int entry, long held) {
    if (entry == Policy.NONE) {
      group.memory().giveBack(held);
    } else {
      group.memory().giveBack(Math.max(0, held - arena.weight(entry)));
      drop(group, entry, Removal.REPLACED);
    }
    group.oversize++;
    return Store.NOT_KEPT;
  }

  /** Forgets a key because what should have taken its place could not be kept. */
  void forget(ShardGroup group, int hash, ByteString key) {
    lock.lock();
    try {
      long unused = notKept(group, kept(group, hash, key, ANY_TAG), 0);
    } finally {
      lock.unlock();
    }
  }

  boolean remove(ShardGroup group, int hash, ByteString key, long since, Removal cause) {
    lock.lock();
    try {
      int entry = kept(group, hash, key, since);
      if (entry == Policy.NONE) {
        return false;
      }
      boolean fresh = !isOver(entry);
      drop(group, entry, fresh ? cause : Removal.EXPIRED);
      return fresh;
    } finally {
      lock.unlock();
    }
  }

  boolean touch(ShardGroup group, int hash, ByteString key, long since, long ttlNanos) {
    lock.lock();
    try {
      int entry = live(group, hash, key, since);
      if (entry == Policy.NONE) {
        return false;
      }
      expire(entry, clock.nanos(), ttlNanos);
      group.touch(entry);
      return true;
    } finally {
      lock.unlock();
    }
  }

  Optional<Inspection> inspect(ShardGroup group, int hash, ByteString key) {
    lock.lock();
    try {
      int entry = live(group, hash, key, ANY_TAG);
      if (entry == Policy.NONE) {
        return Optional.empty();
      }
      Policy policy = group.policyOf(entry);
      return Optional.of(
          new Inspection(
              number,
              arena.weight(entry),
              arena.valueBytes(entry),
              arena.isAbsent(entry),
              arena.tag(entry),
              arena.version(entry),
              clock.age(arena.version(entry), clock.nanos()),
              ttlLeft(entry),
              policy.list(entry),
              policy.frequency(entry)));
    } finally {
      lock.unlock();
    }
  }

  /**
   * Drops entries that have expired or were flushed, and moves on with changes of policy.
   *
   * @param limit how many entries, those looked at in vain for a flushed prefix included
   * @return how many it were; if it is the limit there may be more
   */
  int reclaim(int limit) {
    lock.lock();
    try {
      long now = StoreClock.millis(clock.nanos());
      int done = 0;
      int inVain = 0; // entries that were given more time are looked at all the same
      int expired = Expiries.NOT_HERE;
      while (expired != Policy.NONE && done < limit && inVain < Stores.MAX_RECLAIM) {
        expired = expiries.nextExpired(now);
        if (expired == Expiries.NOT_HERE) {
          inVain++;
        } else if (expired != Policy.NONE) {
          drop(groupOf(expired), expired, Removal.EXPIRED);
          done++;
        }
      }
      for (ShardGroup group : groups) {
        if (group != null) {
          done += step(group, limit - done);
          done += sweepLocked(group, limit - done);
        }
      }
      return inVain < Stores.MAX_RECLAIM ? done : limit;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Drops entries of a group that holds more than it may, until it does not or there is no more
   * than a share of it in this shard.
   */
  int trim(ShardGroup group, long share, int limit) {
    lock.lock();
    try {
      int done = 0;
      while (done < limit && group.memory().isOver() && group.weight() > share) {
        int victim = group.victim(0);
        if (victim == Policy.NONE) {
          break;
        }
        evict(group, victim);
        done++;
      }
      return done;
    } finally {
      lock.unlock();
    }
  }

  /** Begins another policy for a group; {@link #settle} has to come first. */
  void switchTo(ShardGroup group, Policies policies) {
    lock.lock();
    try {
      group.switchTo(policies);
    } finally {
      lock.unlock();
    }
  }

  /** Forgets all entries of a group, in no time whatever went before. */
  void flush(ShardGroup group, Policies policies) {
    lock.lock();
    try {
      flushLocked(group, policies);
    } finally {
      lock.unlock();
    }
  }

  @GuardedBy("lock")
  private void flushLocked(ShardGroup group, Policies policies) {
    if (group.isChanging()) { // the second in a row is a rule: the first is not through yet
      group.rules().add(ByteString.EMPTY, lastVersion, arena.places());
    } else {
      group.flush(policies);
    }
  }

  /**
   * Forgets a group's entries whose keys begin with a prefix, in no time.
   *
   * @return false: there are as many such rules as there may be, and {@link #sweep} has to come
   *     first
   */
  boolean flush(ShardGroup group, ByteString prefix) {
    lock.lock();
    try {
      if (group.rules().isFull()) {
        return false;
      }
      group.rules().add(prefix, lastVersion, arena.places());
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Looks for entries that rules of a group have flushed; says whether rules are left. */
  boolean sweep(ShardGroup group, int limit) {
    lock.lock();
    try {
      int unused = sweepLocked(group, limit);
      return !group.rules().isEmpty();
    } finally {
      lock.unlock();
    }
  }

  /** Returns the number of places looked at. */
  @GuardedBy("lock")
  private int sweepLocked(ShardGroup group, int limit) {
    FlushRules rules = group.rules();
    int done = 0;
    while (done < limit && rules.forgetSwept()) {
      int step = Math.min(SWEEP, limit - done);
      for (int i = 0; i < step; i++) {
        int entry = arena.handle(rules.sweep(arena.places()));
        if (arena.isEntry(entry)
            && arena.group(entry) == group.number()
            && rules.mayCover(arena.version(entry))
            && isFlushed(group, entry, arena.key(entry))) {
          drop(group, entry, Removal.FLUSHED);
        }
      }
      done += step;
    }
    return done;
  }

  @GuardedBy("lock")
  private boolean isFlushed(ShardGroup group, int entry, ByteString key) {
    return group.isFlushed(entry)
        || (!group.rules().isEmpty() && group.rules().cover(key, arena.version(entry)));
  }

  /** Moves on with a group's change of policy or flush; says whether there is more to do. */
  boolean settle(ShardGroup group, int limit) {
    lock.lock();
    try {
      int unused = step(group, limit);
      return group.isChanging();
    } finally {
      lock.unlock();
    }
  }

  void resize(ShardGroup group, long capacity) {
    lock.lock();
    try {
      group.resize(capacity);
    } finally {
      lock.unlock();
    }
  }

  long weight(ShardGroup group) {
    lock.lock();
    try {
      return group.weight();
    } finally {
      lock.unlock();
    }
  }

  int size(ShardGroup group) {
    lock.lock();
    try {
      return group.size();
    } finally {
      lock.unlock();
    }
  }

  /** Drops entries of a group that others want to make room for; returns the bytes this brought. */
  long giveUp(ShardGroup group, long bytes) {
    lock.lock();
    try {
      long before = group.weight();
      while (before - group.weight() < bytes) {
        int victim = group.victim(bytes);
        if (victim == Policy.NONE) {
          break;
        }
        evict(group, victim);
      }
      return before - group.weight();
    } finally {
      lock.unlock();
    }
  }

  StoreStatistics statistics(ShardGroup group) {
    lock.lock();
    try {
      return new StoreStatistics(
          group.size(),
          group.weight(),
          0,
          0,
          group.hits,
          group.misses,
          group.oversize,
          Double.NaN,
          Maps.immutableEnumMap(Maps.toMap(Arrays.asList(Removal.values()), group::removed)));
    } finally {
      lock.unlock();
    }
  }

  ArenaStatistics statistics() {
    lock.lock();
    try {
      return arena.statistics();
    } finally {
      lock.unlock();
    }
  }

  @GuardedBy("lock")
  private ShardGroup groupOf(int entry) {
    ShardGroup group = groups[arena.group(entry)];
    checkState(group != null, "an entry is of no group");
    return group;
  }

  /** The key's entry if it is fresh; one that never will be served again is dropped. */
  @GuardedBy("lock")
  private int live(ShardGroup group, int hash, ByteString key, long since) {
    int entry = found(group, hash, key);
    if (entry != Policy.NONE && isOver(entry)) {
      unlessGone(group, entry);
      return Policy.NONE;
    }
    return ofTerm(group, entry, since);
  }

  /** As {@link #live}, but the entry may be stale. */
  @GuardedBy("lock")
  private int kept(ShardGroup group, int hash, ByteString key, long since) {
    int entry = found(group, hash, key);
    if (entry != Policy.NONE && isOver(entry)) {
      entry = unlessGone(group, entry);
    }
    return ofTerm(group, entry, since);
  }

  @GuardedBy("lock")
  private int found(ShardGroup group, int hash, ByteString key) {
    int entry = group.isClosed() ? Policy.NONE : arena.find(group.number(), hash, key);
    if (entry != Policy.NONE && isFlushed(group, entry, key)) {
      drop(group, entry, Removal.FLUSHED);
      return Policy.NONE;
    }
    return entry;
  }

  @GuardedBy("lock")
  private boolean isOver(int entry) {
    return expiries.expires(entry) && expiries.isExpired(entry, StoreClock.millis(clock.nanos()));
  }

  @GuardedBy("lock")
  private int unlessGone(ShardGroup group, int entry) {
    if (expiries.isGone(entry, StoreClock.millis(clock.nanos()))) {
      drop(group, entry, Removal.EXPIRED);
      return Policy.NONE;
    }
    return entry;
  }

  @GuardedBy("lock")
  private int ofTerm(ShardGroup group, int entry, long since) {
    if (entry == Policy.NONE) {
      return Policy.NONE;
    }
    if (since != ANY_TAG && arena.tag(entry) < since) {
      drop(group, entry, Removal.FENCED);
      return Policy.NONE;
    }
    return entry;
  }

  @GuardedBy("lock")
  private void drop(ShardGroup group, int entry, Removal cause) {
    group.remove(entry, cause);
    evict(group, entry);
  }

  /** Takes an entry that its policy has let go out of memory. */
  @GuardedBy("lock")
  private void evict(ShardGroup group, int entry) {
    group.memory().giveBack(arena.weight(entry));
    arena.remove(entry);
  }

  /** Whose entries go when the shard is full: those of the group furthest over its reservation. */
  @GuardedBy("lock")
  private ShardGroup toGiveUpFor(ShardGroup wanting) {
    ShardGroup furthest = wanting;
    long most = wanting.size() > 0 ? Math.max(0, wanting.memory().overReserved()) : -1;
    for (ShardGroup group : groups) {
      if (group != null && group.size() > 0) {
        if (group.hasFlushed()) {
          return group;
        }
        long over = group.memory().overReserved();
        if (over > Math.max(0, most)) {
          furthest = group;
          most = over;
        }
      }
    }
    return furthest;
  }

  @GuardedBy("lock")
  private int step(ShardGroup group, int limit) {
    int done = 0;
    while (done < limit && group.isChanging()) {
      int dropped = group.step();
      if (dropped != Policy.NONE) {
        evict(group, dropped);
      }
      done++;
    }
    return done;
  }

  @GuardedBy("lock")
  private void expire(int entry, long nanos, long ttlNanos) {
    long now = StoreClock.millis(nanos);
    expiries.set(entry, ttlNanos == 0 ? NEVER : StoreClock.millis(nanos + ttlNanos), now);
  }

  @GuardedBy("lock")
  private long ttlLeft(int entry) {
    if (!expiries.expires(entry)) {
      return 0;
    }
    long nanos = clock.nanos();
    long left = StoreClock.nanos(expiries.expiryMillis(entry, StoreClock.millis(nanos))) - nanos;
    return Math.max(1, left);
  }

  /** How long an entry's time has been over; it is. */
  @GuardedBy("lock")
  private long overNanos(int entry) {
    long nanos = clock.nanos();
    long end = StoreClock.nanos(expiries.expiryMillis(entry, StoreClock.millis(nanos)));
    return Math.max(1, nanos - end);
  }

  /** Walks all structures and throws if they disagree. Slow; for tests. */
  void checkIntegrity() {
    lock.lock();
    try {
      arena.checkIntegrity();
      int[] entries = arena.entryHandles();
      expiries.checkIntegrity(entries, StoreClock.millis(clock.nanos()));
      int inGroups = 0;
      for (ShardGroup group : groups) {
        if (group != null) {
          group.checkIntegrity(entries);
          inGroups += group.size();
        }
      }
      checkState(inGroups == entries.length, "%s entries, in groups %s", entries.length, inGroups);
      for (int entry : entries) {
        checkState(arena.version(entry) <= lastVersion, "a version was not given yet");
        checkState(
            arena.find(arena.group(entry), arena.hash(entry), arena.key(entry)) == entry,
            "a key has two entries");
      }
    } finally {
      lock.unlock();
    }
  }
}
