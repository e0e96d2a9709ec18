package io.cashew.hash;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.protobuf.ByteString;

/**
 * Turns a key of a group into 64 bits and a partition. Immutable; nothing is allocated or copied.
 *
 * <p>The hash is XXH64 over the whole key. Its seed is made of the cluster's seed and the group's
 * name, so that key {@code bc} of group {@code a} and key {@code c} of group {@code ab} have
 * nothing in common.
 *
 * <p>The partition is the top bits of that hash, unless the key holds a tag: what stands between
 * the first <code>{</code> and the first <code>}</code> after it, if that is not empty (Redis
 * Cluster's rule). Then it is the top bits of the tag's hash, and keys with the same tag share a
 * partition. They do not share their hash, which always covers the whole key: a node finds entries
 * by it, and thousands of keys under one hash would make its index a list.
 */
public final class KeyHash {
  /** The one hash this version knows. */
  public static final String XXH64 = "xxh64";

  private static final long FNV_BASIS = 0xCBF29CE484222325L;
  private static final long FNV_PRIME = 0x100000001B3L;

  private final long seed;
  private final int shift;

  /** A hash that nobody has compared with the record's vectors. */
  KeyHash(int partitions, long seed) {
    this.seed = seed;
    this.shift = Long.SIZE - Integer.numberOfTrailingZeros(partitions);
  }

  /**
   * The hash that a ring record asks for.
   *
   * @throws IllegalArgumentException if this version does not know it, or computes other values for
   *     the record's vectors: to go on would send keys to nodes that do not own them
   */
  public static KeyHash of(HashSpec spec) {
    checkArgument(
        spec.id().equals(XXH64),
        "hash: \"%s\" (expected: \"%s\", the only one this version knows; upgrade this process)",
        spec.id(),
        XXH64);
    KeyHash hash = new KeyHash(spec.partitions(), spec.seed());
    for (HashVector vector : spec.vectors()) {
      HashVector computed = hash.vector(vector.group(), vector.key());
      checkArgument(
          computed.equals(vector),
          "hash: the record says %s, this process computes %s: one of them is defective",
          vector,
          computed);
    }
    return hash;
  }

  /** Sixty-four bits of the group and the whole key. */
  public long hash(String group, ByteString key) {
    return XxHash64.of(key, 0, key.size(), seedOf(group));
  }

  /**
   * The partition of a key.
   *
   * @param hash what {@link #hash} says of the same group and key
   * @return from 0 to the number of partitions less one
   */
  public int partition(String group, ByteString key, long hash) {
    int open = indexOf(key, '{', 0);
    if (open < 0) {
      return topBits(hash);
    }
    int close = indexOf(key, '}', open + 1);
    if (close <= open + 1) {
      return topBits(hash);
    }
    return topBits(XxHash64.of(key, open + 1, close, seedOf(group)));
  }

  HashVector vector(String group, ByteString key) {
    long hash = hash(group, key);
    return new HashVector(group, key, hash, partition(group, key, hash));
  }

  /** FNV-1a over the name's characters, mixed: a string is hashed without turning it into bytes. */
  private long seedOf(String group) {
    long folded = FNV_BASIS;
    for (int i = 0; i < group.length(); i++) {
      folded = (folded ^ group.charAt(i)) * FNV_PRIME;
    }
    return XxHash64.avalanche(folded ^ seed);
  }

  private int topBits(long hash) {
    return (int) (hash >>> shift);
  }

  private static int indexOf(ByteString bytes, char wanted, int from) {
    for (int i = from; i < bytes.size(); i++) {
      if (bytes.byteAt(i) == wanted) {
        return i;
      }
    }
    return -1;
  }
}
