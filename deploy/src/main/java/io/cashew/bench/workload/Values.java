package io.cashew.bench.workload;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.util.SplittableRandom;

/**
 * What values are: the beginning of one block of random bytes, which nothing compresses. Immutable.
 */
public final class Values {
  private final ValueSizes sizes;
  private final byte[] block;
  private final ByteString longest;

  public Values(ValueSizes sizes, long seed) {
    this.sizes = sizes;
    this.block = new byte[sizes.longest()];
    new SplittableRandom(seed).nextBytes(block);
    this.longest = UnsafeByteOperations.unsafeWrap(block);
  }

  /** How many bytes the value of a key has. */
  public int length(long number) {
    return sizes.of(number);
  }

  /** What all values begin like; to be read only. */
  public byte[] block() {
    return block;
  }

  /** The value of a key. */
  public ByteString of(long number) {
    return longest.substring(0, sizes.of(number));
  }
}
