package io.cashew.node.store;

import static com.google.common.base.Preconditions.checkState;

import io.cashew.node.store.memory.Arena;
import io.cashew.node.store.policy.Policies;
import io.cashew.node.store.policy.Policy;
import java.util.Arrays;
import java.util.EnumMap;
import org.jspecify.annotations.Nullable;

/**
 * A group's entries in one shard: their policy and what was counted. Guarded by the shard's lock.
 *
 * <p>A change of policy and a flush begin a new generation: entries are handed to the new policy,
 * or dropped, a few at a time, while the group is used. So at most two policies have entries.
 */
final class ShardGroup {
  private final int number;
  private final GroupMemory memory;
  private final Arena arena;
  private final EnumMap<Removal, Count> removals = new EnumMap<>(Removal.class);
  private final @Nullable Policy[] generations = new @Nullable Policy[2];
  private int current;
  private Remainder remainder = Remainder.NONE;
  private long capacity;
  private boolean closed;
  private final FlushRules rules = new FlushRules();
  long hits;
  long misses;
  long oversize;

  ShardGroup(int number, GroupMemory memory, Arena arena, Policies policies, long capacity) {
    this.number = number;
    this.memory = memory;
    this.arena = arena;
    this.capacity = capacity;
    this.generations[0] = policies.create(arena.entries(), capacity);
  }

  int number() {
    return number;
  }

  /** Whether the group was dropped: it keeps nothing any more. */
  boolean isClosed() {
    return closed;
  }

  void close() {
    closed = true;
  }

  GroupMemory memory() {
    return memory;
  }

  int size() {
    Policy old = generations[1 - current];
    return policy().size() + (old == null ? 0 : old.size());
  }

  long weight() {
    Policy old = generations[1 - current];
    return policy().weight() + (old == null ? 0 : old.weight());
  }

  /** Whether there are entries that were flushed and not dropped yet. */
  boolean hasFlushed() {
    Policy old = generations[1 - current];
    return remainder == Remainder.FLUSHED && old != null && old.size() > 0;
  }

  /** Whether an entry was there before the last flush. */
  boolean isFlushed(int entry) {
    return remainder == Remainder.FLUSHED && arena.generation(entry) != current;
  }

  /** What of the group was flushed and may still be there. */
  FlushRules rules() {
    return rules;
  }

  void admit(int entry) {
    arena.setGeneration(entry, current);
    policy().admitted(entry);
    if (policy().weight() > capacity) {
      resize(policy().weight() + policy().weight() / 32);
    }
  }

  void touch(int entry) {
    policyOf(entry).touched(entry);
  }

  void reweigh(int entry, long weightBefore) {
    policyOf(entry).reweighed(entry, weightBefore);
  }

  /** Says that an entry is about to leave for a cause that the policy did not choose. */
  void remove(int entry, Removal cause) {
    policyOf(entry).removed(entry);
    count(cause);
  }

  void count(Removal cause) {
    removals.computeIfAbsent(cause, first -> new Count()).value++;
  }

  long removed(Removal cause) {
    Count count = removals.get(cause);
    return count == null ? 0 : count.value;
  }

  /**
   * Takes an entry out of its policy, the least worth keeping, to make room for so many bytes; what
   * was flushed goes first.
   */
  int victim(long forBytes) {
    Policy old = generations[1 - current];
    if (old != null && old.size() > 0) {
      count(remainder == Remainder.FLUSHED ? Removal.FLUSHED : Removal.SIZE);
      return old.victim();
    }
    if (policy().size() == 0) {
      return Policy.NONE;
    }
    adaptCapacity(forBytes);
    count(Removal.SIZE);
    return policy().victim();
  }

  /** Has another policy decide from now on; {@link #step} hands the entries over. */
  void switchTo(Policies policies) {
    begin(policies.create(arena.entries(), capacity), Remainder.TO_HAND_OVER);
  }

  /** Forgets all entries, which {@link #step} drops. */
  void flush(Policies policies) {
    begin(policies.create(arena.entries(), capacity), Remainder.FLUSHED);
  }

  private void begin(Policy next, Remainder what) {
    checkState(remainder == Remainder.NONE, "the last change is not through yet");
    current = 1 - current;
    generations[current] = next;
    remainder = what;
  }

  /** Whether entries are left to be handed over or dropped. */
  boolean isChanging() {
    return remainder != Remainder.NONE;
  }

  /**
   * Hands an entry over to the new policy, or takes it out to be dropped.
   *
   * @return the entry to be dropped; {@link Policy#NONE} if there is none
   */
  int step() {
    Policy old = generations[1 - current];
    int entry = old == null ? Policy.NONE : old.victim();
    if (entry == Policy.NONE) {
      generations[1 - current] = null;
      remainder = Remainder.NONE;
      return Policy.NONE;
    }
    if (remainder == Remainder.FLUSHED) {
      count(Removal.FLUSHED);
      return entry;
    }
    arena.resetLinks(entry);
    admit(entry);
    return Policy.NONE;
  }

  void resize(long bytes) {
    capacity = bytes;
    policy().resize(bytes);
  }

  Policy policyOf(int entry) {
    Policy policy = generations[arena.generation(entry)];
    checkState(policy != null, "entry %s has no policy", entry);
    return policy;
  }

  private Policy policy() {
    Policy policy = generations[current];
    checkState(policy != null, "the group has no policy");
    return policy;
  }

  /**
   * Where groups compete for memory, what a group can hold shows only when it has to give something
   * up.
   */
  private void adaptCapacity(long forBytes) {
    long weight = policy().weight();
    if (capacity > weight + forBytes + capacity / 8) {
      resize(weight + forBytes);
    }
  }

  /** Compares the policies with the entries that are the group's. */
  void checkIntegrity(int[] entries) {
    checkState(
        isChanging() == (generations[1 - current] != null), "group %s: what is left", number);
    int[][] found = {new int[entries.length], new int[entries.length]};
    int[] counts = new int[2];
    long weight = 0;
    for (int entry : entries) {
      if (arena.group(entry) == number) {
        int generation = arena.generation(entry);
        found[generation][counts[generation]++] = entry;
        weight += arena.weight(entry);
      }
    }
    for (int generation = 0; generation < 2; generation++) {
      Policy policy = generations[generation];
      int[] expected = Arrays.copyOf(found[generation], counts[generation]);
      Arrays.sort(expected);
      if (policy == null) {
        checkState(expected.length == 0, "entries without a policy: %s", expected.length);
      } else {
        policy.checkIntegrity();
        int[] held = new int[policy.size()];
        int[] count = new int[1];
        policy.forEach(entry -> held[count[0]++] = entry);
        Arrays.sort(held);
        checkState(
            Arrays.equals(held, expected),
            "group %s: the policy has %s entries, the index %s",
            number,
            held.length,
            expected.length);
      }
    }
    checkState(weight == weight(), "group %s weighs %s (entries: %s)", number, weight(), weight);
  }

  private static final class Count {
    private long value;
  }

  private enum Remainder {
    NONE,
    TO_HAND_OVER,
    FLUSHED
  }
}
