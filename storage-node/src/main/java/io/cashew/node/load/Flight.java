package io.cashew.node.load;

import io.cashew.node.source.Loaded;
import io.cashew.time.TimerSlot;
import io.cashew.time.Timers.Timer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One load and those who wait for it. Guarded by the lock of the stripe its key belongs to. */
final class Flight {
  private final Wanted wanted;
  private final Origin origin;
  private final Set<Seat> seats = new LinkedHashSet<>();
  private final TimerSlot timeout = new TimerSlot();
  private @Nullable CompletableFuture<Loaded> loading;
  private boolean over;
  private boolean doomed;

  Flight(Wanted wanted, Origin origin) {
    this.wanted = wanted;
    this.origin = origin;
  }

  Origin origin() {
    return origin;
  }

  Wanted wanted() {
    return wanted;
  }

  /** The key is being changed: what the flight brings may be older than that. */
  void doom() {
    doomed = true;
  }

  /** Rule R6: nothing is kept of a doomed flight. */
  boolean mayBeKept() {
    return !doomed;
  }

  /** Rule R7: whoever asks after the change gets a flight that began after it. */
  boolean mayBeJoined() {
    return !doomed;
  }

  /** Rule R8: flights of another term are not joined. */
  boolean isOf(long since) {
    return wanted.since() == since;
  }

  boolean isOver() {
    return over;
  }

  /** Takes a seat; the first is for who began the load. */
  Seat board(Waiter waiter) {
    Seat seat = new Seat(waiter, seats.isEmpty() ? Waiter.Role.BEGAN : Waiter.Role.JOINED);
    seats.add(seat);
    return seat;
  }

  /** Whether the seat was still taken. */
  boolean leave(Seat seat) {
    return seats.remove(seat);
  }

  boolean isDeserted() {
    return seats.isEmpty();
  }

  /** What ends the flight if the source does not. Needs no lock. */
  void endBy(Timer timer) {
    timeout.fill(timer);
  }

  /** The source has been asked. Whether anybody still waits for its answer. */
  boolean takeOff(CompletableFuture<Loaded> running) {
    loading = running;
    return !over;
  }

  /** Ends the flight; nobody boards any more. Those who waited are the caller's to tell. */
  List<Seat> end() {
    over = true;
    List<Seat> waiting = new ArrayList<>(seats);
    seats.clear();
    return waiting;
  }

  /**
   * Stops the clock and, if the source has not answered, lets it know that nobody waits. Once,
   * after {@link #end}; without the lock.
   */
  void release() {
    timeout.cancel();
    if (loading != null) {
      loading.cancel(true);
    }
  }

  /** Where a flight goes. */
  enum Origin {
    SOURCE,
    /** To the source only if the partition's previous owner has nothing. */
    PREDECESSOR
  }

  /** A waiter's place on a flight. Compared by identity. */
  static final class Seat {
    private final Waiter waiter;
    private final Waiter.Role role;
    private final TimerSlot deadline = new TimerSlot();

    private Seat(Waiter waiter, Waiter.Role role) {
      this.waiter = waiter;
      this.role = role;
    }

    Waiter waiter() {
      return waiter;
    }

    Waiter.Role role() {
      return role;
    }

    void waitUntil(Timer timer) {
      deadline.fill(timer);
    }

    void stopClock() {
      deadline.cancel();
    }
  }
}
