package io.cashew.node.store;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What a group holds in all shards together, and what it may. Thread-safe: shards ask before they
 * add and tell after they have removed, so that a limit holds at every instant.
 */
final class GroupMemory {
  private final AtomicLong used = new AtomicLong();
  private volatile long reserved;
  private volatile long max;

  GroupMemory(long max) {
    this.max = max;
  }

  void reserve(long bytes) {
    reserved = bytes;
  }

  void limit(long bytes) {
    max = bytes;
  }

  long reserved() {
    return reserved;
  }

  long used() {
    return used.get();
  }

  long max() {
    return max;
  }

  /** Bytes beyond what no other group can take; negative: so many are left. */
  long overReserved() {
    return used.get() - reserved;
  }

  /** Takes bytes, if the group may hold so many more. */
  boolean tryTake(long bytes) {
    long before = used.get();
    while (before + bytes <= max) {
      long found = used.compareAndExchange(before, before + bytes);
      if (found == before) {
        return true;
      }
      before = found;
    }
    return false;
  }

  void giveBack(long bytes) {
    if (bytes != 0) { // of one that takes the place of its like nothing is left over
      used.addAndGet(-bytes);
    }
  }

  /** Whether the group holds more than it may, as after its limit was lowered. */
  boolean isOver() {
    return used.get() > max;
  }
}
