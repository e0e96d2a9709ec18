package io.cashew.proxy.link;

import io.cashew.time.Ticker;
import io.netty.channel.EventLoop;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The deadlines of everything that is in flight on one event loop: adding and removing cost a few
 * writes, however many there are. A deadline is met within {@value #TICK_MILLIS} ms.
 *
 * <p>One turn of the wheel is longer than the longest deadline, so a slot holds one tick's entries
 * only. Confined to its loop. The structure is a simple timing wheel (Varghese and Lauck, 1987).
 */
final class DeadlineWheel {
  static final int TICK_MILLIS = 4;

  private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(TICK_MILLIS);
  private static final int SLOTS = 1 << 14; // 65 s, twice the longest deadline

  private final EventLoop loop;
  private final Ticker ticker;
  private final long start;
  private final @Nullable Entry[] slots = new Entry[SLOTS];
  private final Runnable turn = this::turn;
  private long tick;
  private int size;
  private boolean turning;

  DeadlineWheel(EventLoop loop, Ticker ticker) {
    this.loop = loop;
    this.ticker = ticker;
    this.start = ticker.nanos();
  }

  /** Something with a deadline. In at most one wheel, at most once. */
  abstract static class Entry {
    private static final int NOWHERE = -1;

    private @Nullable Entry previous;
    private @Nullable Entry next;
    private int slot = NOWHERE;

    /** The deadline has passed; the entry is no longer in the wheel. */
    abstract void expired();
  }

  void add(Entry entry, long deadlineNanos) {
    if (size == 0) {
      tick = tickOf(ticker.nanos()); // nothing can have been missed
    }
    long due = Math.max(tickOf(deadlineNanos) + 1, tick + 1); // never early
    due = Math.min(due, tick + SLOTS - 1);
    int slot = (int) (due & (SLOTS - 1));
    Entry head = slots[slot];
    entry.slot = slot;
    entry.next = head;
    if (head != null) {
      head.previous = entry;
    }
    slots[slot] = entry;
    size++;
    scheduleTurn();
  }

  /** Does nothing if the entry is in no wheel. */
  void remove(Entry entry) {
    if (entry.slot == Entry.NOWHERE) {
      return;
    }
    if (entry.previous != null) {
      entry.previous.next = entry.next;
    } else {
      slots[entry.slot] = entry.next;
    }
    if (entry.next != null) {
      entry.next.previous = entry.previous;
    }
    entry.previous = null;
    entry.next = null;
    entry.slot = Entry.NOWHERE;
    size--;
  }

  @SuppressWarnings("FutureReturnValueIgnored") // a turn asks for the next one itself
  private void scheduleTurn() {
    if (!turning) {
      turning = true;
      loop.schedule(turn, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private void turn() {
    turning = false;
    long now = tickOf(ticker.nanos());
    long last = Math.min(now, tick + SLOTS); // after a long pause, once around is enough
    while (tick < last && size > 0) {
      tick++;
      expireSlot((int) (tick & (SLOTS - 1)));
    }
    tick = now;
    if (size > 0) {
      scheduleTurn();
    }
  }

  private void expireSlot(int slot) {
    Entry entry = slots[slot];
    while (entry != null) {
      remove(entry);
      entry.expired();
      entry = slots[slot];
    }
  }

  private long tickOf(long nanos) {
    return (nanos - start) / TICK_NANOS;
  }
}
