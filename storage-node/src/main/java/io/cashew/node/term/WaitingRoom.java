package io.cashew.node.term;

import com.google.common.annotations.VisibleForTesting;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.cashew.time.Ticker;
import io.cashew.time.TimerSlot;
import io.cashew.time.Timers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Operations that cannot be done under the terms as they are: they try again whenever the terms
 * change and give up at their deadline. Bounded. Thread-safe.
 */
public final class WaitingRoom {
  @VisibleForTesting static final int SEATS = 1 << 14;

  private static final Logger log = LoggerFactory.getLogger(WaitingRoom.class);

  private final Timers timers;
  private final Ticker ticker;

  @GuardedBy("this")
  private final Set<Guest> guests = new LinkedHashSet<>();

  public WaitingRoom(Timers timers, Ticker ticker) {
    this.timers = timers;
    this.ticker = ticker;
  }

  /** Whether an operation found a place to wait. */
  public enum Admission {
    WAITING,
    FULL
  }

  /**
   * Lets an operation wait. Unless the room is full, exactly one of the two tasks is run.
   *
   * @param deadline nanoseconds of the ticker
   * @param again run when the terms have changed; it may come to wait again
   * @param tooLate run at the deadline
   */
  public Admission enter(long deadline, Runnable again, Runnable tooLate) {
    Guest guest = new Guest(again);
    synchronized (this) {
      if (guests.size() >= SEATS) {
        return Admission.FULL;
      }
      guests.add(guest);
    }
    guest.deadline.fill(
        timers.after(
            Duration.ofNanos(deadline - ticker.nanos()),
            () -> {
              if (leave(guest)) {
                tooLate.run();
              }
            }));
    return Admission.WAITING;
  }

  /** The terms have changed: everybody tries again, on this thread. */
  public void callAll() {
    List<Guest> called;
    synchronized (this) {
      called = new ArrayList<>(guests);
      guests.clear();
    }
    called.forEach(Guest::call);
  }

  private synchronized boolean leave(Guest guest) {
    return guests.remove(guest);
  }

  /** Compared by identity. */
  private static final class Guest {
    private final Runnable again;
    private final TimerSlot deadline = new TimerSlot();

    Guest(Runnable again) {
      this.again = again;
    }

    /** A guest that fails keeps nobody else from being called. */
    void call() {
      deadline.cancel();
      try {
        again.run();
      } catch (RuntimeException e) {
        log.error("an operation failed when it tried again", e);
      }
    }
  }
}
