package io.cashew.node.store.policy;

import static com.google.common.base.Preconditions.checkState;
import static io.cashew.node.store.policy.Policy.NONE;

/** Entries in an order, linked through the entries themselves. Guarded by the shard's lock. */
final class EntryList {
  private final Entries entries;
  private int first = NONE;
  private int last = NONE;
  private int size;
  private long weight;

  EntryList(Entries entries) {
    this.entries = entries;
  }

  int first() {
    return first;
  }

  int last() {
    return last;
  }

  int size() {
    return size;
  }

  long weight() {
    return weight;
  }

  boolean isEmpty() {
    return size == 0;
  }

  /** Adds an entry that is in no list. */
  void addFirst(int handle) {
    entries.setPrevious(handle, NONE);
    entries.setNext(handle, first);
    if (first == NONE) {
      last = handle;
    } else {
      entries.setPrevious(first, handle);
    }
    first = handle;
    size++;
    weight += entries.weight(handle);
  }

  /** Adds an entry that is in no list, to be the next to leave. */
  void addLast(int handle) {
    entries.setPrevious(handle, last);
    entries.setNext(handle, NONE);
    if (last == NONE) {
      first = handle;
    } else {
      entries.setNext(last, handle);
    }
    last = handle;
    size++;
    weight += entries.weight(handle);
  }

  /** Removes an entry that is in this list. */
  void remove(int handle) {
    unlink(handle);
    size--;
    weight -= entries.weight(handle);
  }

  /** Removes the last entry and returns it; {@link Policy#NONE} if there is none. */
  int removeLast() {
    int handle = last;
    if (handle != NONE) {
      remove(handle);
    }
    return handle;
  }

  /** Moves an entry of this list to its front. */
  void moveToFirst(int handle) {
    if (handle == first) {
      return;
    }
    unlink(handle);
    entries.setPrevious(handle, NONE);
    entries.setNext(handle, first);
    entries.setPrevious(first, handle);
    first = handle;
  }

  /** Says that an entry of this list has changed its weight. */
  void reweigh(int handle, long weightBefore) {
    weight += entries.weight(handle) - weightBefore;
  }

  /** Moves all entries of another list, in their order, behind those of this one. */
  void takeAll(EntryList other) {
    if (other.isEmpty()) {
      return;
    }
    if (isEmpty()) {
      first = other.first;
    } else {
      entries.setNext(last, other.first);
      entries.setPrevious(other.first, last);
    }
    last = other.last;
    size += other.size;
    weight += other.weight;
    other.first = NONE;
    other.last = NONE;
    other.size = 0;
    other.weight = 0;
  }

  void forEach(Policy.HandleVisitor visitor) {
    for (int handle = first; handle != NONE; handle = entries.next(handle)) {
      visitor.visit(handle);
    }
  }

  /** Walks both ways and by weight. */
  void checkIntegrity() {
    int count = 0;
    long sum = 0;
    int previous = NONE;
    for (int handle = first; handle != NONE; handle = entries.next(handle)) {
      checkState(entries.previous(handle) == previous, "links to and fro differ at %s", handle);
      count++;
      sum += entries.weight(handle);
      checkState(count <= size, "the list has more entries than its size, %s", size);
      previous = handle;
    }
    checkState(last == previous, "last: %s (expected: %s)", last, previous);
    checkState(size == count, "size: %s (entries: %s)", size, count);
    checkState(weight == sum, "weight: %s (entries weigh %s)", weight, sum);
  }

  private void unlink(int handle) {
    int before = entries.previous(handle);
    int after = entries.next(handle);
    if (before == NONE) {
      first = after;
    } else {
      entries.setNext(before, after);
    }
    if (after == NONE) {
      last = before;
    } else {
      entries.setPrevious(after, before);
    }
  }
}
