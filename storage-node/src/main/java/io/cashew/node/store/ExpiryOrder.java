package io.cashew.node.store;

import static com.google.common.base.Preconditions.checkState;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A shard's entries that expire, the next to do so first: a binary heap in which every entry knows
 * its position. Guarded by the shard's lock.
 *
 * <p>An entry with the usual time to live expires last of all and is added in constant time; the
 * worst case of adding and removing is logarithmic.
 */
final class ExpiryOrder {
  /** The position of an entry that is not in the order. */
  static final int NOWHERE = -1;

  private static final int INITIAL_LENGTH = 16;

  private @Nullable Entry[] heap = new @Nullable Entry[INITIAL_LENGTH];
  private int size;

  int size() {
    return size;
  }

  /** The first entry, if it has expired. */
  @Nullable Entry firstExpired(long now) {
    if (size == 0) {
      return null;
    }
    Entry first = at(0);
    return first.isExpired(now) ? first : null;
  }

  /** Adds an entry; one that never expires is left out. */
  void add(Entry entry) {
    if (!entry.expires()) {
      return;
    }
    checkState(entry.expiryPosition == NOWHERE, "the entry is in the order already");
    if (size == heap.length) {
      heap = Arrays.copyOf(heap, size * 2);
    }
    size++;
    moveUp(entry, size - 1);
  }

  /** Removes an entry; one that is not there is left alone. */
  void remove(Entry entry) {
    int position = entry.expiryPosition;
    if (position == NOWHERE) {
      return;
    }
    entry.expiryPosition = NOWHERE;
    size--;
    Entry last = at(size);
    heap[size] = null;
    if (last == entry) {
      return;
    }
    moveDown(last, position);
    if (last.expiryPosition == position) {
      moveUp(last, position);
    }
  }

  private void moveUp(Entry entry, int from) {
    int position = from;
    while (position > 0) {
      int parent = (position - 1) / 2;
      if (!entry.expiresBefore(at(parent))) {
        break;
      }
      put(at(parent), position);
      position = parent;
    }
    put(entry, position);
  }

  private void moveDown(Entry entry, int from) {
    int position = from;
    while (true) {
      int child = 2 * position + 1;
      if (child >= size) {
        break;
      }
      if (child + 1 < size && at(child + 1).expiresBefore(at(child))) {
        child++;
      }
      if (!at(child).expiresBefore(entry)) {
        break;
      }
      put(at(child), position);
      position = child;
    }
    put(entry, position);
  }

  private void put(Entry entry, int position) {
    heap[position] = entry;
    entry.expiryPosition = position;
  }

  private Entry at(int position) {
    Entry entry = heap[position];
    checkState(entry != null, "nothing at %s of %s", position, size);
    return entry;
  }

  void checkIntegrity() {
    for (int position = 0; position < size; position++) {
      Entry entry = at(position);
      checkState(entry.expiryPosition == position, "an entry is not where it says");
      checkState(entry.segment != null, "an entry that left its segment still waits to expire");
      checkState(
          position == 0 || !entry.expiresBefore(at((position - 1) / 2)),
          "an entry stands behind one that expires later");
    }
  }
}
