package io.cashew.time;

import java.time.Duration;

/** Runs tasks later. Thread-safe. */
public interface Timers {
  /**
   * Runs a task once, after a delay, unless it is cancelled before. The task must be short and must
   * not throw. After the timers are closed it never runs.
   */
  Timer after(Duration delay, Runnable task);

  /** Runs a task as soon as may be; tasks given one after the other run in that order. */
  default void soon(Runnable task) {
    after(Duration.ZERO, task);
  }

  /** A task that has been put off. */
  interface Timer {
    /** Does nothing if the task has run or is running. */
    void cancel();
  }
}
