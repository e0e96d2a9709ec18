package io.cashew.client.link;

import io.cashew.time.Ticker;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/** How many requests of a client are unanswered, and how many may be. Thread-safe. */
final class InFlight {
  /** Bytes are counted in the lower bits, requests in the upper ones: both change in one step. */
  private static final int BYTES_BITS = 40;

  private static final long ONE = 1L << BYTES_BITS;

  private final int maxRequests;
  private final long maxBytes;

  private final Ticker ticker;

  private final AtomicLong taken = new AtomicLong();
  private final AtomicInteger waiting = new AtomicInteger();
  private final ReentrantLock lock = new ReentrantLock();

  private final Condition changed = lock.newCondition();

  InFlight(int maxRequests, long maxBytes, Ticker ticker) {
    this.maxRequests = maxRequests;
    this.maxBytes = maxBytes;
    this.ticker = ticker;
  }

  /** Whether there is room for a request of so many bytes; if so, it is taken. */
  boolean take(int bytes) {
    while (true) {
      long before = taken.get();
      long after = before + ONE + bytes;
      if (requests(after) > maxRequests || bytes(after) > maxBytes) {
        return false;
      }
      if (taken.compareAndSet(before, after)) {
        return true;
      }
    }
  }

  /**
   * As {@link #take}, and waits for room until the deadline. A thread that is interrupted stays so
   * and gets none.
   */
  boolean takeWaiting(int bytes, long deadline) {
    return take(bytes) || await(() -> take(bytes), deadline);
  }

  /** Waits until nothing is in flight; whether that came to pass before the deadline. */
  boolean awaitNone(long deadline) {
    return await(() -> taken.get() == 0, deadline);
  }

  private boolean await(BooleanSupplier condition, long deadline) {
    lock.lock();
    waiting.incrementAndGet(); // from now on whoever gives room says so
    try {
      while (!condition.getAsBoolean()) {
        long left = deadline - ticker.nanos();
        if (left <= 0) {
          return false;
        }
        long unused = changed.awaitNanos(left);
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      waiting.decrementAndGet();
      lock.unlock();
    }
  }

  /** A request that had room was answered. */
  void give(int bytes) {
    taken.addAndGet(-(ONE + bytes));
    if (waiting.get() > 0) {
      lock.lock();
      try {
        changed.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }

  int requests() {
    return (int) requests(taken.get());
  }

  long bytes() {
    return bytes(taken.get());
  }

  private static long requests(long both) {
    return both >>> BYTES_BITS;
  }

  private static long bytes(long both) {
    return both & (ONE - 1);
  }
}
