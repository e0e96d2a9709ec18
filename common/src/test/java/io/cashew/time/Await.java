package io.cashew.time;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** Waits in tests for what other threads and processes bring about, and not for ever. */
public final class Await {
  private static final long PATIENCE = Duration.ofSeconds(15).toNanos();
  private static final long LOOK_AGAIN = Duration.ofMillis(5).toNanos();

  private Await() {}

  /**
   * Waits until a condition holds. A condition that throws does not hold yet.
   *
   * @param what the condition in words, for the failure
   * @throws AssertionError if it does not within 15 seconds
   */
  public static void until(String what, Callable<Boolean> condition) {
    long start = System.nanoTime();
    Exception last = null;
    while (System.nanoTime() - start < PATIENCE) {
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
}
