package io.cashew.time;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** Waits in tests for what other threads and processes bring about, and not for ever. */
public final class Await {
  private static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final long LOOK_AGAIN = Duration.ofMillis(5).toNanos();

  private Await() {}

  /**
   * Waits until a condition holds. A condition that throws does not hold yet.
   *
   * @param what the condition in words, for the failure
   * @throws AssertionError if it does not within 15 seconds
   */
  public static void until(String what, Callable<Boolean> condition) {
    until(what, PATIENCE, condition);
  }

  /**
   * As {@link #until(String, Callable)}, for what takes longer, or must not take as long.
   *
   * @throws AssertionError if the condition does not hold within the patience
   */
  public static void until(String what, Duration patience, Callable<Boolean> condition) {
    long start = System.nanoTime();
    Exception last = null;
    while (System.nanoTime() - start < patience.toNanos()) {
      try {
        if (condition.call()) {
          return;
        }
      } catch (Exception e) {
        last = e;
      }
      LockSupport.parkNanos(LOOK_AGAIN);
    }
    throw new AssertionError("waited in vain until " + what, last);
  }

  /** Lets time pass, for processes that cannot be told the time. */
  public static void pass(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }
}
