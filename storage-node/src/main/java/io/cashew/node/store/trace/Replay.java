package io.cashew.node.store.trace;

import static com.google.common.base.Preconditions.checkArgument;

import io.cashew.node.store.policy.Policies;
import io.cashew.node.store.policy.Policy;
import java.util.Arrays;

/**
 * A cache without values, of a capacity, that is asked for a trace's keys one after another. Every
 * miss is followed by an admission, as a read-through cache does it. Not thread-safe.
 */
public final class Replay {
  private final TraceEntries entries;
  private final Policy policy;
  private final long capacity;
  private final int[] handles; // by key; NONE: not in the cache
  private long hits;
  private long misses;

  /**
   * Starts with an empty cache.
   *
   * @param keys the trace's keys are numbers from 0 to below this
   */
  public Replay(Policies policies, long capacity, int keys) {
    checkArgument(capacity > 0, "capacity: %s (expected: > 0)", capacity);
    this.entries = new TraceEntries();
    this.policy = policies.create(entries, capacity);
    this.capacity = capacity;
    this.handles = new int[keys];
    Arrays.fill(handles, Policy.NONE);
  }

  /** Asks for a key; says whether it was a hit. A key that is too heavy is not kept. */
  public boolean request(int key, long weight) {
    int handle = handles[key];
    if (handle != Policy.NONE) {
      hits++;
      policy.touched(handle);
      return true;
    }
    misses++;
    if (weight <= capacity) {
      admit(key, weight);
    }
    return false;
  }

  private void admit(int key, long weight) {
    while (policy.weight() + weight > capacity) {
      int victim = policy.victim();
      handles[entries.key(victim)] = Policy.NONE;
      entries.free(victim);
    }
    int handle = entries.allocate(key, weight);
    handles[key] = handle;
    policy.admitted(handle);
  }

  /** The policy, to look into. */
  public Policy policy() {
    return policy;
  }

  public long hits() {
    return hits;
  }

  public long misses() {
    return misses;
  }

  /** Hits per hundred requests; 0 before the first. */
  public double hitRatio() {
    long requests = hits + misses;
    return requests == 0 ? 0 : 100.0 * hits / requests;
  }
}
