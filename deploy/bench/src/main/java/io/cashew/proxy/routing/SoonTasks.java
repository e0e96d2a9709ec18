package io.cashew.proxy.routing;

import io.cashew.time.Timers;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/** Runs what is due at once when it is told to; what is for later never comes. For one thread. */
final class SoonTasks implements Timers {
  private static final Timer NONE = () -> {};

  private final Deque<Runnable> tasks = new ArrayDeque<>();

  @Override
  public Timer after(Duration delay, Runnable task) {
    if (delay.isZero()) {
      tasks.add(task);
    }
    return NONE;
  }

  void runAll() {
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      task.run();
    }
  }
}
