package io.cashew.simulation;

import io.cashew.time.FakeTime;
import io.cashew.time.Ticker;
import io.cashew.time.Timers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * One process, from its start to its end: its clock, which shows another time than other clocks do,
 * and its threads. While it is stopped nothing runs, and what has come due runs when it goes on;
 * nothing runs once it is dead.
 */
public final class Life implements Timers, Ticker {
  private static final long RECENT_NANOS = 2_000_000_000L;

  private static Life running;

  private final FakeTime time;
  private final Chance chance;
  private final long clockOffset;
  private final List<Runnable> held = new ArrayList<>();
  private LongSupplier epoch = () -> 0;
  private boolean dead;
  private boolean stopped;
  private long lastStop = -RECENT_NANOS;

  Life(FakeTime time, Chance chance) {
    this.time = time;
    this.chance = chance;
    this.clockOffset = chance.random().nextLong(1, 1L << 40);
  }

  @Override
  public long nanos() {
    return time.nanos() + clockOffset;
  }

  @Override
  public Timer after(Duration delay, Runnable task) {
    return time.after(delay, () -> run(task));
  }

  /** The process knows this epoch. */
  void withEpoch(LongSupplier known) {
    epoch = known;
  }

  /** The epoch that the process knows whose task runs now: for what goes by it wrongly. */
  public static long presentEpoch() {
    return running.epoch.getAsLong();
  }

  /** Runs a task now, or as soon as the process goes on. */
  void run(Runnable task) {
    if (dead) {
      return;
    }
    if (stopped) {
      held.add(task);
    } else {
      Life before = running;
      running = this;
      try {
        task.run();
      } finally {
        running = before;
      }
    }
  }

  boolean isDead() {
    return dead;
  }

  boolean isStopped() {
    return stopped;
  }

  /** Whether it was stopped within the last seconds: what it was asked then may have waited. */
  boolean wasStopped() {
    return stopped || time.nanos() - lastStop < RECENT_NANOS;
  }

  void kill() {
    dead = true;
    held.clear();
  }

  /** SIGSTOP. */
  void stop() {
    stopped = true;
    lastStop = time.nanos();
  }

  /** SIGCONT: what was held up runs, in no particular order. */
  void goOn() {
    if (dead || !stopped) {
      return;
    }
    stopped = false;
    lastStop = time.nanos();
    List<Runnable> due = new ArrayList<>(held);
    held.clear();
    for (Runnable task : due) {
      time.after(chance.between(0, 2), () -> run(task));
    }
  }

  /** A thread of this process: a little late, and in order. */
  Timers thread() {
    return new OrderedThread();
  }

  private final class OrderedThread implements Timers {
    private long last;

    @Override
    public Timer after(Duration delay, Runnable task) {
      long now = time.nanos();
      long due = now + delay.toNanos() + chance.random().nextLong(1_000_000);
      if (delay.isZero()) {
        last = Math.max(last, due);
        due = last;
      }
      return Life.this.after(Duration.ofNanos(due - now), task);
    }
  }
}
