package io.cashew.system.workload;

import static com.google.common.base.Preconditions.checkArgument;

/**
 * What to ask.
 *
 * @param rate operations per second, whatever becomes of them
 * @param keys with a source; there are a fifth as many without
 * @param firstKey number of the first: workloads on one cluster must not share keys
 * @param writes share of the operations that write
 * @param skew of the keys' popularity: 0 to 1
 * @param seed of all that is random
 */
public record Plan(int rate, int keys, int firstKey, double writes, double skew, long seed) {
  public Plan {
    checkArgument(rate > 0 && rate <= 100_000, "rate: %s (expected: 1 to 100,000)", rate);
    checkArgument(keys >= 5, "keys: %s (expected: >= 5)", keys);
    checkArgument(writes >= 0 && writes <= 1, "writes: %s (expected: 0 to 1)", writes);
  }

  /** The same, on keys that this has not. */
  public Plan onKeysAfter() {
    return new Plan(rate, keys, firstKey + keys, writes, skew, seed);
  }

  /** Without a source. */
  int plainKeys() {
    return keys / 5;
  }
}
