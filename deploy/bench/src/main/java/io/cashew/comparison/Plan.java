package io.cashew.comparison;

import static com.google.common.base.Preconditions.checkArgument;

/**
 * How much is measured.
 *
 * @param rounds times that every party has its turn in every scenario
 * @param seconds of each turn, without its warm-up
 * @param keys that are there, and drawn with equal chances
 * @param memoryEntries that are stored to see what one takes
 */
record Plan(int rounds, double seconds, double warmUpSeconds, int keys, int memoryEntries) {
  static final int VALUE_BYTES = 100;

  Plan {
    checkArgument(rounds > 0, "rounds: %s (expected: > 0)", rounds);
    checkArgument(seconds > 0, "seconds: %s (expected: > 0)", seconds);
    checkArgument(warmUpSeconds >= 0, "warm-up: %s (expected: >= 0)", warmUpSeconds);
    checkArgument(keys > 0, "keys: %s (expected: > 0)", keys);
    checkArgument(memoryEntries > 0, "entries: %s (expected: > 0)", memoryEntries);
  }
}
