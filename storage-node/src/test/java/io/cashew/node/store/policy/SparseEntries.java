package io.cashew.node.store.policy;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.Random;

/**
 * Entries as a node has them: handles come from pages all over the range, and those of entries that
 * left are used again. Keys are numbers; each has a hash of its own.
 */
final class SparseEntries implements Entries {
  private static final int PAGES = 256;
  private static final int SLOTS = 43_000;

  private final Map<Integer, Row> rows = new HashMap<>();
  private final Queue<Integer> left = new ArrayDeque<>();
  private final Random random;

  SparseEntries(long seed) {
    this.random = new Random(seed);
  }

  int add(int key, long weight) {
    Integer handle = random.nextBoolean() ? left.poll() : null;
    if (handle == null) {
      do {
        handle = random.nextInt(PAGES) << 16 | random.nextInt(SLOTS);
      } while (handle == Policy.NONE || rows.containsKey(handle) || left.contains(handle));
    }
    rows.put(handle, new Row(key, weight));
    return handle;
  }

  void remove(int handle) {
    rows.remove(handle);
    left.add(handle);
  }

  int key(int handle) {
    return row(handle).key;
  }

  /** Returns the weight before. */
  long reweigh(int handle, long weight) {
    long before = row(handle).weight;
    row(handle).weight = weight;
    return before;
  }

  @Override
  public long weight(int handle) {
    return row(handle).weight;
  }

  @Override
  public int hash(int handle) {
    return hashOf(row(handle).key);
  }

  /** One to one. */
  static int hashOf(int key) {
    return (key + 1) * 0x9E3779B1;
  }

  @Override
  public int previous(int handle) {
    return row(handle).previous;
  }

  @Override
  public void setPrevious(int handle, int previous) {
    row(handle).previous = previous;
  }

  @Override
  public int next(int handle) {
    return row(handle).next;
  }

  @Override
  public void setNext(int handle, int next) {
    row(handle).next = next;
  }

  @Override
  public int mark(int handle) {
    return row(handle).mark;
  }

  @Override
  public void setMark(int handle, int mark) {
    if (mark < 0 || mark > 255) {
      throw new IllegalArgumentException("mark: " + mark);
    }
    row(handle).mark = mark;
  }

  private Row row(int handle) {
    Row row = rows.get(handle);
    if (row == null) {
      throw new IllegalStateException("no entry has the handle " + handle);
    }
    return row;
  }

  private static final class Row {
    private final int key;
    private long weight;
    private int previous;
    private int next;
    private int mark;

    Row(int key, long weight) {
      this.key = key;
      this.weight = weight;
    }
  }
}
