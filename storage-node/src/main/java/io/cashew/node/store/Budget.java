package io.cashew.node.store;

import static com.google.common.base.Preconditions.checkArgument;

/**
 * How much memory a group may use, and how it is divided among shards.
 *
 * @param memoryBytes for keys, values and overhead together
 * @param maxValueBytes the largest value the group allows; shards are made large enough to hold
 *     several of them where the memory suffices
 */
public record Budget(long memoryBytes, long maxValueBytes) {
  private static final int MAX_SHARDS = 16;
  private static final long MIN_SHARD_BYTES = 64 << 10;
  private static final int MIN_VALUES_PER_SHARD = 4;

  public Budget {
    checkArgument(memoryBytes > 0, "memoryBytes: %s (expected: > 0)", memoryBytes);
    checkArgument(maxValueBytes > 0, "maxValueBytes: %s (expected: > 0)", maxValueBytes);
  }

  /** How many shards: a power of two, 1 for little memory, 16 at most. */
  public int shards() {
    int shards = MAX_SHARDS;
    while (shards > 1 && !worthwhile(memoryBytes / shards)) {
      shards /= 2;
    }
    return shards;
  }

  /** What one shard may use. A value that does not fit is not kept. */
  long shardBytes() {
    return memoryBytes / shards();
  }

  private boolean worthwhile(long shardBytes) {
    return shardBytes >= MIN_SHARD_BYTES && shardBytes / MIN_VALUES_PER_SHARD >= maxValueBytes;
  }
}
