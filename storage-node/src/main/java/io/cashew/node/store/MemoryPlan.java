package io.cashew.node.store;

import static com.google.common.base.Preconditions.checkArgument;

import io.cashew.node.store.memory.Arena;

/**
 * How a node's memory is divided: into shards, each with a lock of its own, and these into pages.
 *
 * @param shards a power of two
 * @param pagesPerShard what a shard may use; 12 at least, for log, rows and index
 * @param pageBytes a power of two
 */
public record MemoryPlan(int shards, int pagesPerShard, int pageBytes) {
  private static final long SHARD_BYTES = 64L << 20; // smaller ones are not worth their share
  private static final int MIN_SHARDS = 16; // if there is memory for them
  private static final int SHARDS_PER_CORE = 4;
  private static final int PAGES = 512;
  private static final int MIN_PAGE_BYTES = 4 << 10;
  private static final int MAX_PAGE_BYTES = 1 << 20;

  public MemoryPlan {
    checkArgument(Integer.bitCount(shards) == 1, "shards: %s (expected: 2^n)", shards);
    checkArgument(Integer.bitCount(pageBytes) == 1, "pageBytes: %s (expected: 2^n)", pageBytes);
    checkArgument(pagesPerShard >= 12, "pagesPerShard: %s (expected: at least 12)", pagesPerShard);
    checkArgument(
        (long) pagesPerShard * pageBytes <= Arena.MAX_BYTES,
        "a shard has %s pages of %s bytes (expected: at most %s bytes)",
        pagesPerShard,
        pageBytes,
        Arena.MAX_BYTES);
  }

  /**
   * Divides an amount of memory: four shards for each core, and 16 at least, unless they were less
   * than 64 MiB each; and so many that none has more than 512 MiB.
   */
  public static MemoryPlan of(long bytes, int cores) {
    long wanted = Math.max(MIN_SHARDS, Long.highestOneBit((long) cores * SHARDS_PER_CORE));
    long affordable = Math.max(1, Long.highestOneBit(bytes / SHARD_BYTES));
    long shards = Math.min(wanted, affordable);
    while (bytes / shards > Arena.MAX_BYTES) {
      shards *= 2;
    }
    long shardBytes = bytes / shards;
    long pageBytes =
        Math.max(MIN_PAGE_BYTES, Math.min(MAX_PAGE_BYTES, Long.highestOneBit(shardBytes / PAGES)));
    return new MemoryPlan((int) shards, (int) (shardBytes / pageBytes), (int) pageBytes);
  }

  /** What all shards may use. */
  public long bytes() {
    return (long) shards * pagesPerShard * pageBytes;
  }
}
