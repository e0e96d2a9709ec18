package io.cashew.proxy.door.resp;

import static com.google.common.base.Preconditions.checkArgument;

import io.cashew.proxy.admission.Admission;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The bytes that all connections of a door may hold together beyond what each has of its own:
 * commands, and answers that are expected, waiting or unread. Lent in steps, given back as soon as
 * they are not needed.
 *
 * <p>When all is lent, those who want more wait in line, and are not read from. One of them at a
 * time goes first: it may hold more than there is, for one command, so that many halves of commands
 * which fill the memory do not wait for each other.
 *
 * <p>Thread-safe; nothing blocks.
 */
final class Budget {
  /** All connections together hold at most this part of the heap. */
  private static final int PART_OF_HEAP = 8;

  private static final long LEAST_BYTES = 16 << 20;
  private static final long MOST_BYTES = 256 << 20;

  private final long limit;
  private final LongConsumer told;
  private final AtomicLong lent = new AtomicLong();
  private final Queue<Runnable> line = new ConcurrentLinkedQueue<>();
  private final AtomicReference<@Nullable Account> first = new AtomicReference<>();

  Budget(long limit) {
    this(limit, change -> {});
  }

  /** {@code told}: told how many bytes more, or less, are lent, from any thread. */
  Budget(long limit, LongConsumer told) {
    checkArgument(limit > 0, "limit: %s (expected: > 0)", limit);
    this.limit = limit;
    this.told = told;
  }

  /**
   * As much as suits this process: an eighth of its heap, 16 to 256 MiB, and no more than half of
   * what the whole proxy may have in flight, where it counts too.
   */
  static Budget within(Admission admission) {
    long part = Runtime.getRuntime().maxMemory() / PART_OF_HEAP;
    long suits = Math.max(LEAST_BYTES, Math.min(MOST_BYTES, part));
    return new Budget(Math.min(suits, admission.mostBytes() / 2), admission::holdElsewhere);
  }

  /** Says whether so many bytes were lent. */
  boolean borrow(long bytes) {
    while (true) {
      long now = lent.get();
      if (now + bytes > limit) {
        return false;
      }
      if (lent.compareAndSet(now, now + bytes)) {
        told.accept(bytes);
        next();
        return true;
      }
    }
  }

  /** For bytes that are there already. */
  void overdraw(long bytes) {
    lent.addAndGet(bytes);
    told.accept(bytes);
  }

  void giveBack(long bytes) {
    lent.addAndGet(-bytes);
    told.accept(-bytes);
    next();
  }

  /** Bytes lent, for tests. */
  long lent() {
    return lent.get();
  }

  /** Twice the limit is held: answers came in that are far larger than those before them. */
  boolean isOverdrawn() {
    return lent.get() > 2 * limit;
  }

  /** Somebody wants what others hold. */
  boolean isShort() {
    return first.get() != null || !line.isEmpty();
  }

  /** Says whether an account may hold more than there is: one may. */
  boolean goFirst(Account account) {
    return first.get() == account || first.compareAndSet(null, account);
  }

  boolean isFirst(Account account) {
    return first.get() == account;
  }

  /** Lets another go first, if it was this one. */
  void stepBack(Account account) {
    if (first.compareAndSet(account, null)) {
      next();
    }
  }

  /**
   * Queues one that wants to borrow, and may not.
   *
   * @param wake to try again; run on any thread
   */
  void await(long bytes, Runnable wake) {
    line.add(wake);
    if (first.get() == null || lent.get() + bytes <= limit) { // given back in between
      next();
    }
  }

  /** Wakes the next in the line, if there is one. */
  void next() {
    Runnable wake = line.poll();
    if (wake != null) {
      wake.run();
    }
  }
}
