package io.cashew.node.store.policy;

import static com.google.common.base.Preconditions.checkState;
import static io.cashew.node.store.policy.Policy.NONE;

import java.util.Arrays;

/**
 * Entries by priority, the lowest on top: a binary heap that knows where each entry is, so that any
 * can be moved or taken out in O(log n). Guarded by the shard's lock.
 */
final class HandleHeap {
  private static final int LEAST_LENGTH = 64;

  private final LongColumn priorities;
  private final IntColumn positions = new IntColumn(); // from 1; 0: not here
  private int[] heap = new int[LEAST_LENGTH]; // from 1, the children of i at 2i and 2i + 1
  private int size;

  /**
   * Starts empty.
   *
   * @param priorities what to order by; whoever changes one of an entry that is here says so by
   *     {@link #changed}
   */
  HandleHeap(LongColumn priorities) {
    this.priorities = priorities;
  }

  int size() {
    return size;
  }

  boolean contains(int handle) {
    return positions.get(handle) != 0;
  }

  /** The entry of the lowest priority; {@link Policy#NONE} if there is none. */
  int top() {
    return size == 0 ? NONE : heap[1];
  }

  void add(int handle) {
    size++;
    if (size == heap.length) {
      heap = Arrays.copyOf(heap, 2 * size);
    }
    rise(size, handle);
  }

  /** Says that the priority of an entry that is here is another than before. */
  void changed(int handle) {
    settle(positions.get(handle), handle);
  }

  void remove(int handle) {
    int position = positions.get(handle);
    positions.set(handle, 0);
    int last = heap[size];
    size--;
    if (last != handle) {
      settle(position, last);
    }
  }

  /** Visits the entries in no particular order but for the top, which comes last. */
  void forEach(Policy.HandleVisitor visitor) {
    for (int position = size; position > 0; position--) {
      visitor.visit(heap[position]);
    }
  }

  void checkIntegrity() {
    for (int position = 1; position <= size; position++) {
      int handle = heap[position];
      checkState(positions.get(handle) == position, "position of %s", handle);
      checkState(
          position == 1 || priorities.get(heap[position / 2]) <= priorities.get(handle),
          "the priority of %s is below that of its parent",
          handle);
    }
  }

  private void settle(int position, int handle) {
    if (position > 1 && priorities.get(heap[position / 2]) > priorities.get(handle)) {
      rise(position, handle);
    } else {
      sink(position, handle);
    }
  }

  private void rise(int from, int handle) {
    long priority = priorities.get(handle);
    int position = from;
    while (position > 1 && priorities.get(heap[position / 2]) > priority) {
      put(position, heap[position / 2]);
      position /= 2;
    }
    put(position, handle);
  }

  private void sink(int from, int handle) {
    long priority = priorities.get(handle);
    int position = from;
    while (2 * position <= size) {
      int child = 2 * position;
      if (child < size && priorities.get(heap[child + 1]) < priorities.get(heap[child])) {
        child++;
      }
      if (priorities.get(heap[child]) >= priority) {
        break;
      }
      put(position, heap[child]);
      position = child;
    }
    put(position, handle);
  }

  private void put(int position, int handle) {
    heap[position] = handle;
    positions.set(handle, position);
  }
}
