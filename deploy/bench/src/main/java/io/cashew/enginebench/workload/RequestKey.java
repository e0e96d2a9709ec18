package io.cashew.enginebench.workload;

import com.google.common.hash.Hashing;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;

/**
 * A key as it comes to a node: bytes, and the 64-bit hash that the proxy computed. As a key of a
 * map it has that hash and compares bytes, so that no cache pays for hashing.
 */
public record RequestKey(long hash, ByteString bytes) {
  /** Bytes of every key. */
  public static final int BYTES = 32;

  /** The key with a number, in objects of its own. */
  public static RequestKey numbered(long number) {
    byte[] key = new byte[BYTES];
    long state = number;
    for (int i = 0; i < BYTES; i++) {
      if (i % Long.BYTES == 0) {
        state = Scramble.mix(state + i + 1);
      }
      key[i] = (byte) (state >>> (8 * (i % Long.BYTES)));
    }
    return new RequestKey(
        Hashing.farmHashFingerprint64().hashBytes(key).asLong(),
        UnsafeByteOperations.unsafeWrap(key));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RequestKey that && bytes.equals(that.bytes);
  }

  @Override
  public int hashCode() {
    return (int) hash;
  }
}
