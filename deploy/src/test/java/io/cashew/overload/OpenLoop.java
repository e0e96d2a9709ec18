package io.cashew.overload;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Load on connections, from one thread. */
final class OpenLoop {
  private static final long TICK_NANOS = TimeUnit.MICROSECONDS.toNanos(500);

  private OpenLoop() {}

  /** Sends at a rate, whatever becomes of it. */
  static void at(double rate, double seconds, List<Caller> callers) {
    long start = System.nanoTime();
    long end = start + (long) (seconds * 1e9);
    double sent = 0;
    for (long now = start; now - end < 0; now = System.nanoTime()) {
      int due = (int) ((now - start) / 1e9 * rate - sent);
      int each = due / callers.size();
      if (each > 0) {
        callers.forEach(caller -> caller.send(each));
        sent += (double) each * callers.size();
      }
      LockSupport.parkNanos(TICK_NANOS);
    }
  }

  /** Keeps so many unanswered on each. */
  static void closed(int outstanding, double seconds, List<Caller> callers) {
    long end = System.nanoTime() + (long) (seconds * 1e9);
    while (System.nanoTime() - end < 0) {
      for (Caller caller : callers) {
        int room = (int) (outstanding - caller.outstanding());
        if (room > outstanding / 4) {
          caller.send(room);
        }
      }
      LockSupport.parkNanos(TICK_NANOS / 5);
    }
  }
}
