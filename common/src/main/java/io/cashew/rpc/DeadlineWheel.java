package io.cashew.rpc;

import io.cashew.time.Ticker;
import io.netty.channel.EventLoop;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The deadlines of everything that is in flight on one event loop: adding and removing cost a few
 * writes, however many there are. A deadline is never met early, and within {@value #TICK_MILLIS}
 * ms.
 *
 * <p>Confined to its loop, which is left in peace while there are no deadlines. The structure is a
 * hashed timing wheel (Varghese and Lauck, 1987, scheme 6): an entry waits in the slot of the tick
 * at which it is due, and in a slot some may be due a turn of the wheel later than others.
 */
public final class DeadlineWheel {
  /** How exactly deadlines are met. */
  public static final int TICK_MILLIS = 4;

  private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(TICK_MILLIS);
  private static final int SLOTS = 1 << 14; // 65 s: longer than nearly every deadline

  private final EventLoop loop;
  private final Ticker ticker;
  private final long start;
  private final @Nullable Entry[] slots = new Entry[SLOTS];
  private final Runnable turn = this::turn;

  /** The last tick whose slot was emptied. */
  private long tick;

  private int size;

  /** A turn is scheduled or running, and {@link #tick} is not left behind. */
  private boolean turning;

  /** An empty one. */
  public DeadlineWheel(EventLoop loop, Ticker ticker) {
    this.loop = loop;
    this.ticker = ticker;
    this.start = ticker.nanos();
  }

  /** Something with a deadline. In at most one wheel, at most once. */
  public abstract static class Entry {
    private static final long NOWHERE = -1;

    private @Nullable Entry previous;
    private @Nullable Entry next;

    /** The tick at which it expires. */
    private long due = NOWHERE;

    /** The deadline has passed; the entry is no longer in the wheel. */
    protected abstract void expired();
  }

  /** The entry expires at nanoseconds of the ticker. */
  public void add(Entry entry, long deadlineNanos) {
    if (!turning) {
      turning = true;
      long now = ticker.nanos();
      tick = tickOf(now); // nothing can have been missed
      scheduleTurn(now);
    }
    entry.due = Math.max(tickOf(deadlineNanos), tick) + 1; // never early
    int slot = slotOf(entry.due);
    Entry head = slots[slot];
    entry.next = head;
    if (head != null) {
      head.previous = entry;
    }
    slots[slot] = entry;
    size++;
  }

  /** Does nothing if the entry is in no wheel. */
  public void remove(Entry entry) {
    if (entry.due == Entry.NOWHERE) {
      return;
    }
    if (entry.previous != null) {
      entry.previous.next = entry.next;
    } else {
      slots[slotOf(entry.due)] = entry.next;
    }
    if (entry.next != null) {
      entry.next.previous = entry.previous;
    }
    entry.previous = null;
    entry.next = null;
    entry.due = Entry.NOWHERE;
    size--;
  }

  private void turn() {
    long now = ticker.nanos();
    try {
      expireUntil(tickOf(now));
    } finally {
      turning = size > 0;
      if (turning) {
        scheduleTurn(now);
      }
    }
  }

  private void expireUntil(long last) {
    tick = Math.max(tick, last - SLOTS); // after a long pause, once around is enough
    while (tick < last && size > 0) {
      tick++;
      int slot = slotOf(tick);
      for (Entry due = due(slot); due != null; due = due(slot)) {
        remove(due);
        due.expired(); // may add and remove entries, of this slot too
      }
    }
  }

  private @Nullable Entry due(int slot) {
    Entry entry = slots[slot];
    while (entry != null && entry.due > tick) {
      entry = entry.next;
    }
    return entry;
  }

  /** When the next tick begins. */
  @SuppressWarnings("FutureReturnValueIgnored") // a turn asks for the next one itself
  private void scheduleTurn(long now) {
    long delay = TICK_NANOS - Math.floorMod(now - start, TICK_NANOS);
    loop.schedule(turn, delay, TimeUnit.NANOSECONDS);
  }

  private long tickOf(long nanos) {
    return Math.floorDiv(nanos - start, TICK_NANOS);
  }

  private static int slotOf(long tick) {
    return (int) (tick & (SLOTS - 1));
  }
}
