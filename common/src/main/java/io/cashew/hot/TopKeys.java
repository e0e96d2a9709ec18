package io.cashew.hot;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkState;

import com.google.common.collect.ImmutableList;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Counts the keys of a stream that occur most, in bounded memory: Space-Saving (Metwally, Agrawal
 * and El Abbadi, "Efficient computation of frequent and top-k elements in data streams", ICDT
 * 2005). A key that is not counted takes the place of the one with the least count, and that count
 * as its error. So a count is never too low, is too high by its error at most, and no error exceeds
 * the total divided by the capacity; a key that occurs more often than that is here.
 *
 * <p>Counts may be scaled down, all together: the bounds hold for what is left. Not thread-safe.
 */
final class TopKeys {
  /** What is left of counts that have been scaled down to less than this is nothing. */
  private static final double NOTHING = 1e-6;

  private final Counter[] heap; // the least count first
  private final @Nullable Counter[] table; // by hash, chained; length is a power of two
  private int size;
  private double total;

  TopKeys(int capacity) {
    checkArgument(capacity > 0, "capacity: %s (expected: > 0)", capacity);
    this.heap = new Counter[capacity];
    this.table = new @Nullable Counter[Integer.highestOneBit(capacity) << 2];
  }

  /** Counts a key. It is copied if it is new here. */
  void add(String group, long hash, ByteString key) {
    total++;
    Counter counter = find(group, hash, key);
    if (counter != null) {
      counter.count++;
      sink(counter);
      return;
    }
    if (size < heap.length) {
      counter = new Counter();
      put(counter, size);
      size++;
    } else {
      counter = heap[0];
      unlink(counter);
      counter.error = counter.count;
    }
    counter.group = group;
    counter.hash = hash;
    counter.key = UnsafeByteOperations.unsafeWrap(key.toByteArray()); // not a part of a message
    counter.count++;
    link(counter);
    rise(counter);
    sink(counter);
  }

  /** Makes all counts, errors and the total smaller. */
  void scale(double factor) {
    total *= factor;
    if (total < NOTHING) {
      clear();
    }
    for (int i = 0; i < size; i++) {
      heap[i].count *= factor;
      heap[i].error *= factor;
    }
  }

  private void clear() {
    total = 0;
    size = 0;
    Arrays.fill(table, null);
  }

  /** Keys counted, all together. */
  double total() {
    return total;
  }

  /** How often a key may have occurred that is not here. */
  double floor() {
    return size < heap.length ? 0 : heap[0].count;
  }

  /** Those that are counted now, in no order. */
  ImmutableList<Counted> counted() {
    ImmutableList.Builder<Counted> all = ImmutableList.builder();
    for (int i = 0; i < size; i++) {
      Counter counter = heap[i];
      all.add(new Counted(counter.group, counter.key, counter.count, counter.error));
    }
    return all.build();
  }

  private @Nullable Counter find(String group, long hash, ByteString key) {
    Counter counter = table[slot(hash)];
    while (counter != null
        && (counter.hash != hash || !counter.key.equals(key) || !counter.group.equals(group))) {
      counter = counter.next;
    }
    return counter;
  }

  private int slot(long hash) {
    return (int) hash & (table.length - 1);
  }

  private void link(Counter counter) {
    int slot = slot(counter.hash);
    counter.next = table[slot];
    table[slot] = counter;
  }

  private void unlink(Counter counter) {
    int slot = slot(counter.hash);
    Counter before = table[slot];
    if (before == counter) {
      table[slot] = counter.next;
      return;
    }
    while (before != null && before.next != counter) {
      before = before.next;
    }
    checkState(before != null, "a counter is not in the table");
    before.next = counter.next;
  }

  private void rise(Counter counter) {
    int place = counter.place;
    while (place > 0 && heap[(place - 1) / 2].count > counter.count) {
      put(heap[(place - 1) / 2], place);
      place = (place - 1) / 2;
    }
    put(counter, place);
  }

  private void sink(Counter counter) {
    int place = counter.place;
    for (int child = 2 * place + 1; child < size; child = 2 * place + 1) {
      if (child + 1 < size && heap[child + 1].count < heap[child].count) {
        child++;
      }
      if (heap[child].count >= counter.count) {
        break;
      }
      put(heap[child], place);
      place = child;
    }
    put(counter, place);
  }

  private void put(Counter counter, int place) {
    heap[place] = counter;
    counter.place = place;
  }

  /** A key and how often it occurred, at most; {@code error}: by how much that may be too often. */
  record Counted(String group, ByteString key, double count, double error) {}

  private static final class Counter {
    private String group = "";
    private long hash;
    private ByteString key = ByteString.EMPTY;
    private double count;
    private double error;
    private int place;
    private @Nullable Counter next;
  }
}
