package io.cashew.node.store.policy;

import static io.cashew.node.store.policy.Policy.NONE;

import java.util.Arrays;
import java.util.function.IntConsumer;

/** Entries that have a hash and a weight and can be found by the hash. */
final class ShadowEntries implements Entries {
  private static final int FIRST_LENGTH = 64; // a power of two

  private int[] hashes = new int[FIRST_LENGTH];
  private long[] weights = new long[FIRST_LENGTH]; // 0: not in use
  private int[] previous = new int[FIRST_LENGTH];
  private int[] next = new int[FIRST_LENGTH]; // or the next that is free
  private byte[] marks = new byte[FIRST_LENGTH];
  private int[] chained = new int[FIRST_LENGTH]; // the next in the same bucket of the table
  private int[] table = new int[FIRST_LENGTH]; // its length is a power of two
  private int used = 1; // handle 0 is none
  private int free = NONE;

  /** The entry with a hash; {@link Policy#NONE} if there is none. */
  int find(int hash) {
    int handle = table[bucket(hash)];
    while (handle != NONE && hashes[handle] != hash) {
      handle = chained[handle];
    }
    return handle;
  }

  /** Makes an entry of a hash that there is none of. */
  int allocate(int hash, long weight) {
    int handle = free;
    if (handle == NONE) {
      if (used == hashes.length) {
        grow();
      }
      handle = used++;
    } else {
      free = next[handle];
    }
    hashes[handle] = hash;
    weights[handle] = weight;
    previous[handle] = NONE;
    next[handle] = NONE;
    marks[handle] = 0;
    chain(handle);
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
    for (int handle = 1; handle < used; handle++) {
      if (weights[handle] != 0) {
        consumer.accept(handle);
      }
    }
  }

  /** What the arrays take. */
  long bytes() {
    return hashes.length * (6L * Integer.BYTES + Long.BYTES + Byte.BYTES);
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

  private void chain(int handle) {
    int bucket = bucket(hashes[handle]);
    chained[handle] = table[bucket];
    table[bucket] = handle;
  }

  private void grow() {
    int length = hashes.length * 2;
    hashes = Arrays.copyOf(hashes, length);
    weights = Arrays.copyOf(weights, length);
    previous = Arrays.copyOf(previous, length);
    next = Arrays.copyOf(next, length);
    marks = Arrays.copyOf(marks, length);
    chained = new int[length];
    table = new int[length];
    for (int handle = 1; handle < used; handle++) {
      chain(handle); // it grows only when all are in use
    }
  }

  /** All hashes here are of the sample, so their bits are mixed anew. */
  private int bucket(int hash) {
    return ((hash * 0x2C1B3C6D) >>> 12) & (table.length - 1);
  }
}
