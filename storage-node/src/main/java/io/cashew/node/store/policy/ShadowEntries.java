package io.cashew.node.store.policy;

import static io.cashew.node.store.policy.Policy.NONE;

import java.util.function.IntConsumer;

/** A bounded number of entries that have a hash and a weight and can be found by the hash. */
final class ShadowEntries implements Entries {
  /** What an entry takes at most, its part of the table included. */
  static final int BYTES_PER_ENTRY = 5 * Integer.BYTES + Long.BYTES + 1 + 2 * Integer.BYTES;

  private final int[] hashes;
  private final long[] weights; // 0: not in use
  private final int[] previous;
  private final int[] next; // or the next that is free
  private final byte[] marks;
  private final int[] chained; // the next in the same bucket of the table
  private final int[] table; // its length is a power of two
  private int free;

  ShadowEntries(int limit) {
    hashes = new int[limit + 1];
    weights = new long[limit + 1];
    previous = new int[limit + 1];
    next = new int[limit + 1];
    marks = new byte[limit + 1];
    chained = new int[limit + 1];
    table = new int[Integer.highestOneBit(limit) * 2];
    for (int handle = limit; handle > 0; handle--) {
      next[handle] = free;
      free = handle;
    }
  }

  /** The entry with a hash; {@link Policy#NONE} if there is none. */
  int find(int hash) {
    int handle = table[bucket(hash)];
    while (handle != NONE && hashes[handle] != hash) {
      handle = chained[handle];
    }
    return handle;
  }

  /** Makes an entry of a hash that there is none of. Fewer than the limit may be in use. */
  int allocate(int hash, long weight) {
    int handle = free;
    free = next[handle];
    hashes[handle] = hash;
    weights[handle] = weight;
    previous[handle] = NONE;
    next[handle] = NONE;
    marks[handle] = 0;
    int bucket = bucket(hash);
    chained[handle] = table[bucket];
    table[bucket] = handle;
    return handle;
  }

  void free(int handle) {
    int bucket = bucket(hashes[handle]);
    if (table[bucket] == handle) {
      table[bucket] = chained[handle];
    } else {
      int before = table[bucket];
      while (chained[before] != handle) {
        before = chained[before];
      }
      chained[before] = chained[handle];
    }
    weights[handle] = 0;
    next[handle] = free;
    free = handle;
  }

  void setWeight(int handle, long weight) {
    weights[handle] = weight;
  }

  /** The consumer may free what it sees. */
  void forEach(IntConsumer consumer) {
    for (int handle = 1; handle < weights.length; handle++) {
      if (weights[handle] != 0) {
        consumer.accept(handle);
      }
    }
  }

  @Override
  public long weight(int handle) {
    return weights[handle];
  }

  @Override
  public int hash(int handle) {
    return hashes[handle];
  }

  @Override
  public int previous(int handle) {
    return previous[handle];
  }

  @Override
  public void setPrevious(int handle, int value) {
    previous[handle] = value;
  }

  @Override
  public int next(int handle) {
    return next[handle];
  }

  @Override
  public void setNext(int handle, int value) {
    next[handle] = value;
  }

  @Override
  public int mark(int handle) {
    return marks[handle] & 0xFF;
  }

  @Override
  public void setMark(int handle, int mark) {
    marks[handle] = (byte) mark;
  }

  /** All hashes here are of the sample, so their bits are mixed anew. */
  private int bucket(int hash) {
    return ((hash * 0x2C1B3C6D) >>> 12) & (table.length - 1);
  }
}
