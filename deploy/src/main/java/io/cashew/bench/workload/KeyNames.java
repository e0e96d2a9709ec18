package io.cashew.bench.workload;

import static com.google.common.base.Preconditions.checkArgument;
import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * What keys are called: a prefix and the key's number, with zeros between them. Made anew for each
 * request, so that a billion keys take no memory. Immutable.
 */
public final class KeyNames {
  /** Nobody else's keys begin like this. */
  public static final String OWN_PREFIX = "bench:";

  private static final int MAX_BYTES = 1024;

  private final byte[] prefix;
  private final int size;

  /**
   * @param size bytes of every key; 0: as many as prefix and number have, without zeros
   * @param count how many keys there are: the size must have room for the last one's number
   */
  public KeyNames(String prefix, int size, long count) {
    this.prefix = prefix.getBytes(UTF_8);
    this.size = size;
    int least = this.prefix.length + digits(count - 1);
    checkArgument(
        size == 0 ? least <= MAX_BYTES : size >= least && size <= MAX_BYTES,
        "key-size: %s (expected: %s to 1024, or 0 for no zeros between prefix and number)",
        size,
        least);
  }

  /** How many bytes the key of a number has. */
  public int length(long number) {
    return size == 0 ? prefix.length + digits(number) : size;
  }

  /** Writes the key of a number into an array; {@link #length} bytes. */
  public void put(long number, byte[] into, int at) {
    System.arraycopy(prefix, 0, into, at, prefix.length);
    long rest = number;
    for (int i = at + length(number) - 1; i >= at + prefix.length; i--) {
      into[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
  }

  /** The key of a number. */
  public byte[] bytes(long number) {
    byte[] key = new byte[length(number)];
    put(number, key, 0);
    return key;
  }

  private static int digits(long number) {
    int digits = 1;
    for (long rest = number; rest >= 10; rest /= 10) {
      digits++;
    }
    return digits;
  }
}
