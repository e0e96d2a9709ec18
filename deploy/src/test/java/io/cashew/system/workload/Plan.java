package io.cashew.system.workload;

import static com.google.common.base.Preconditions.checkArgument;

import io.cashew.client.ClientConfig;
import java.time.Duration;

/**
 * What to ask.
 *
 * @param rate operations per second, whatever becomes of them
 * @param keys with a source; there are a fifth as many without
 * @param firstKey number of the first: workloads on one cluster must not share keys
 * @param writes share of the operations that write
 * @param skew of the keys' popularity: 0 to 1
 * @param seed of all that is random
 * @param deadline of every request
 */
public record Plan(
    int rate, int keys, int firstKey, double writes, double skew, long seed, Duration deadline) {
  public Plan {
    checkArgument(rate > 0 && rate <= 100_000, "rate: %s (expected: 1 to 100,000)", rate);
    checkArgument(keys >= 5, "keys: %s (expected: >= 5)", keys);
    checkArgument(writes >= 0 && writes <= 1, "writes: %s (expected: 0 to 1)", writes);
  }

  /** With the deadline that requests have if they name none. */
  public Plan(int rate, int keys, int firstKey, double writes, double skew, long seed) {
    this(rate, keys, firstKey, writes, skew, seed, ClientConfig.DEFAULT_DEADLINE);
  }

  public Plan deadline(Duration changed) {
    return new Plan(rate, keys, firstKey, writes, skew, seed, changed);
  }

  /** The same, on keys that this has not. */
  public Plan onKeysAfter() {
    return new Plan(rate, keys, firstKey + keys, writes, skew, seed, deadline);
  }

  /** Without a source. */
  int plainKeys() {
    return keys / 5;
  }
}
