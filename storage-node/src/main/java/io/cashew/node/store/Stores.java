package io.cashew.node.store;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkState;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.cashew.node.store.memory.Arena;
import io.cashew.node.store.memory.ArenaStatistics;
import io.cashew.time.Ticker;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * A node's memory, which its groups share. Groups take what they need up to their limits; when a
 * shard is full, an entry goes of the group furthest over its reservation. So a group that holds no
 * more than its reservation loses nothing to others.
 *
 * <p>Thread-safe. Memory is taken from the system when it is first needed and kept.
 */
public final class Stores {
  /** Entries that {@link #reclaim} may drop while it holds a shard's lock. */
  public static final int MAX_RECLAIM = 1_000;

  /** What reservations can count on; the rest is what the log needs to clean itself. */
  private static final double RESERVABLE = 0.85;

  private final MemoryPlan plan;
  private final Shard[] shards;

  @GuardedBy("this")
  private final Map<String, Store> stores = new HashMap<>();

  /** Groups that are closed and still have entries to be dropped. */
  @GuardedBy("this")
  private final List<Store> closing = new ArrayList<>();

  @GuardedBy("this")
  private final boolean[] numbers = new boolean[Arena.MAX_GROUP + 1];

  /**
   * A node's memory without groups.
   *
   * @param firstVersion greater than any version that an earlier process on this node gave, such as
   *     microseconds of the wall clock
   */
  public Stores(MemoryPlan plan, Ticker ticker, long firstVersion) {
    checkArgument(firstVersion > 0, "firstVersion: %s (expected: > 0)", firstVersion);
    this.plan = plan;
    this.shards = new Shard[plan.shards()];
    StoreClock clock = new StoreClock(ticker, firstVersion);
    Arrays.setAll(shards, i -> new Shard(i, plan, clock));
    numbers[0] = true; // is no group
  }

  /** Opens the memory of a group that has none yet. */
  public synchronized Store open(String group, StoreSettings settings) {
    checkState(!stores.containsKey(group), "group %s is open", group);
    int number = 1;
    while (number < numbers.length && numbers[number]) {
      number++;
    }
    checkState(number < numbers.length, "a node has at most %s groups", Arena.MAX_GROUP);
    numbers[number] = true;
    Store store = new Store(group, number, shards, plan.bytes(), settings);
    stores.put(group, store);
    reserve();
    return store;
  }

  /** Changes a group's limits and policy; its entries stay, as far as they may. */
  public synchronized void configure(Store store, StoreSettings settings) {
    store.configure(settings);
    reserve();
  }

  /** Forgets a group. Its store finds and keeps nothing from now on; its memory comes back soon. */
  public synchronized void close(Store store) {
    checkState(stores.remove(store.group(), store), "%s is closed", store);
    store.close();
    closing.add(store);
    reserve();
  }

  /** Lets others have the numbers of groups that are closed and empty. */
  private synchronized void releaseClosed() {
    for (Iterator<Store> each = closing.iterator(); each.hasNext(); ) {
      Store closed = each.next();
      if (closed.isEmpty()) {
        closed.leave();
        numbers[closed.number()] = false;
        each.remove();
      }
    }
  }

  /**
   * Drops what has expired or was flushed. To be called every now and then, so that memory comes
   * back from entries that nobody asks for.
   *
   * @param limit how many entries of each shard, 1 to {@link #MAX_RECLAIM}
   * @return whether there may be more
   */
  public boolean reclaim(int limit) {
    checkArgument(
        limit >= 1 && limit <= MAX_RECLAIM, "limit: %s (expected: 1 to %s)", limit, MAX_RECLAIM);
    boolean more = false;
    for (Shard shard : shards) {
      more |= shard.reclaim(limit) >= limit;
    }
    if (!more) {
      releaseClosed();
    }
    return more;
  }

  /** What groups may reserve together; if they reserve more, all get less in proportion. */
  public long reservableBytes() {
    return (long) (RESERVABLE * plan.bytes());
  }

  /** How the memory is used. Takes each shard's lock in turn: not for every request. */
  public ArenaStatistics statistics() {
    ArenaStatistics sum = shards[0].statistics();
    for (int i = 1; i < shards.length; i++) {
      sum = sum.plus(shards[i].statistics());
    }
    return sum;
  }

  /** Throws if any shard's structures disagree. Slow; for tests. */
  public synchronized void checkIntegrity() {
    for (Shard shard : shards) {
      shard.checkIntegrity();
    }
    stores.values().forEach(Store::checkIntegrity);
    closing.forEach(Store::checkIntegrity);
  }

  /** Reservations that exceed the memory are scaled down in proportion. */
  @GuardedBy("this")
  private void reserve() {
    double wanted = 0;
    for (Store store : stores.values()) {
      wanted += store.settings().reservedBytes();
    }
    double scale = Math.min(1, reservableBytes() / Math.max(1, wanted));
    for (Store store : stores.values()) {
      store.memory().reserve((long) (store.settings().reservedBytes() * scale));
    }
  }
}
