package io.cashew.node.store.trace;

import io.cashew.node.store.policy.Entries;
import io.cashew.node.store.policy.Policy;
import java.util.Arrays;

/** Entries that have a key and a weight and nothing else. */
final class TraceEntries implements Entries {
  private int[] keys = new int[1024];
  private long[] weights = new long[1024];
  private int[] previous = new int[1024];
  private int[] next = new int[1024];
  private byte[] marks = new byte[1024];
  private int used = 1; // handle 0 is none
  private int free = Policy.NONE; // linked through next

  int allocate(int key, long weight) {
    int handle = free;
    if (handle == Policy.NONE) {
      handle = used++;
      if (handle == keys.length) {
        grow();
      }
    } else {
      free = next[handle];
    }
    keys[handle] = key;
    weights[handle] = weight;
    previous[handle] = Policy.NONE;
    next[handle] = Policy.NONE;
    marks[handle] = 0;
    return handle;
  }

  void free(int handle) {
    next[handle] = free;
    free = handle;
  }

  int key(int handle) {
    return keys[handle];
  }

  @Override
  public long weight(int handle) {
    return weights[handle];
  }

  /** Spreads the keys, which are numbers in the order of their first request. */
  @Override
  public int hash(int handle) {
    long mixed = (keys[handle] + 1) * 0x9E3779B97F4A7C15L;
    mixed = (mixed ^ (mixed >>> 32)) * 0xD6E8FEB86659FD93L;
    return (int) (mixed ^ (mixed >>> 32));
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

  private void grow() {
    int length = keys.length * 2;
    keys = Arrays.copyOf(keys, length);
    weights = Arrays.copyOf(weights, length);
    previous = Arrays.copyOf(previous, length);
    next = Arrays.copyOf(next, length);
    marks = Arrays.copyOf(marks, length);
  }
}
