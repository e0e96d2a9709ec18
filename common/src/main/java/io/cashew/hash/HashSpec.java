package io.cashew.hash;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.protobuf.ByteString;

/**
 * How a cluster hashes. Fixed when the cluster is created and kept in its ring record.
 *
 * @param id of the hash, {@code xxh64}
 * @param partitions how many, a power of two
 * @param seed any value
 * @param vectors what a process must compute to be allowed to serve
 */
public record HashSpec(String id, int partitions, long seed, ImmutableList<HashVector> vectors) {
  /** Partitions of a cluster that was not told otherwise. */
  public static final int DEFAULT_PARTITIONS = 1024;

  public static final int MIN_PARTITIONS = 2;
  public static final int MAX_PARTITIONS = 1 << 16;

  public HashSpec {
    checkArgument(!id.isEmpty(), "hash id: empty (expected: \"%s\")", KeyHash.XXH64);
    checkArgument(
        partitions >= MIN_PARTITIONS
            && partitions <= MAX_PARTITIONS
            && Integer.bitCount(partitions) == 1,
        "partitions: %s (expected: a power of two from %s to %s)",
        partitions,
        MIN_PARTITIONS,
        MAX_PARTITIONS);
    checkArgument(!vectors.isEmpty(), "hash vectors: none (expected: at least one)");
  }

  /** XXH64 with three vectors: an empty tag, a key that takes all of XXH64's paths, and a tag. */
  public static HashSpec of(int partitions, long seed) {
    KeyHash hash = new KeyHash(partitions, seed);
    return new HashSpec(
        KeyHash.XXH64,
        partitions,
        seed,
        ImmutableList.of(
            hash.vector("a", ByteString.copyFromUtf8("bc{}")),
            hash.vector("users", ByteString.copyFromUtf8("0123456789".repeat(6).substring(0, 47))),
            hash.vector("orders", ByteString.copyFromUtf8("{customer-42}/7"))));
  }
}
