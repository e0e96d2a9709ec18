package io.cashew.time;

import static com.google.common.base.Preconditions.checkArgument;

import java.time.Duration;
import java.util.TreeSet;

/**
 * A clock that stands still until a test moves it, and timers that obey it. Tasks run on the thread
 * that moves the clock, in the order they fall due.
 */
public final class FakeTime implements Ticker, Timers {
  private final TreeSet<Task> tasks = new TreeSet<>();
  private long now;
  private long sequence;

  @Override
  public synchronized long nanos() {
    return now;
  }

  @Override
  public synchronized Timer after(Duration delay, Runnable task) {
    Task added = new Task(now + Math.max(0, delay.toNanos()), sequence++, task);
    tasks.add(added);
    return () -> remove(added);
  }

  /** Moves the clock and runs what falls due on the way, including what those tasks put off. */
  public void advance(Duration by) {
    checkArgument(!by.isNegative(), "by: %s (expected: not negative)", by);
    long target;
    synchronized (this) {
      target = now + by.toNanos();
    }
    while (true) {
      Task next;
      synchronized (this) {
        next = tasks.isEmpty() ? null : tasks.first();
        if (next == null || next.due > target) {
          now = target;
          return;
        }
        tasks.pollFirst();
        now = Math.max(now, next.due);
      }
      next.task.run();
    }
  }

  /** How many tasks wait. */
  public synchronized int pending() {
    return tasks.size();
  }

  private synchronized void remove(Task task) {
    tasks.remove(task);
  }

  private record Task(long due, long order, Runnable task) implements Comparable<Task> {
    @Override
    public int compareTo(Task other) {
      int byDue = Long.compare(due, other.due);
      return byDue != 0 ? byDue : Long.compare(order, other.order);
    }
  }
}
