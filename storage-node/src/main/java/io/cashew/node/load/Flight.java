package io.cashew.node.load;

import com.google.protobuf.ByteString;
import io.cashew.node.source.Loaded;
import io.cashew.telemetry.TraceContext;
import io.cashew.time.TimerSlot;
import io.cashew.time.Timers.Timer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One load and those who wait for it. Guarded by the lock of the stripe its key belongs to. */
final class Flight {
  private final Wanted wanted;
  private final Origin origin;
  private final Optional<ByteString> known;
  private final long begunAt;
  private final Set<Seat> seats = new LinkedHashSet<>();
  private final TimerSlot timeout = new TimerSlot();
  private @Nullable CompletableFuture<Loaded> loading;
  private boolean over;
  private boolean doomed;
  private boolean heldOff;
  private Service service;
  private volatile @Nullable Long turnAt;
  private volatile @Nullable FlightSpan span;
  private volatile @Nullable Long answeredAt;

  /** {@code known}: the value in memory that the flight is to renew. */
  Flight(Wanted wanted, Origin origin, Service service, Optional<ByteString> known, long begunAt) {
    this.wanted = wanted;
    this.origin = origin;
    this.service = service;
    this.known = known;
    this.begunAt = begunAt;
  }

  Optional<ByteString> known() {
    return known;
  }

  /** It is traced from now on, before it begins; null: it is not. */
  void traceBy(@Nullable FlightSpan begun) {
    span = begun;
  }

  /** What a trace shows of it; null: nothing. */
  @Nullable FlightSpan span() {
    return span;
  }

  /** What whoever it asks is told it belongs to; null: nothing. */
  @Nullable TraceContext trace() {
    FlightSpan traced = span;
    return traced == null ? null : traced.context();
  }

  /** Nanoseconds. */
  long begunAt() {
    return begunAt;
  }

  /** Its turn to ask the source has come. Any thread. */
  void turn(long now) {
    turnAt = now;
  }

  /** When its turn came to ask the source; empty if it did not. */
  OptionalLong turnAt() {
    Long at = turnAt;
    return at == null ? OptionalLong.empty() : OptionalLong.of(at);
  }

  /** Whoever was asked has answered, or failed. Any thread. */
  void answered(long now) {
    answeredAt = now;
  }

  /** When that was; empty: not yet. */
  OptionalLong answeredAt() {
    Long at = answeredAt;
    return at == null ? OptionalLong.empty() : OptionalLong.of(at);
  }

  /** What the source says may lag behind a change of the key: it is not kept. */
  void holdOff() {
    heldOff = true;
  }

  boolean isHeldOff() {
    return heldOff;
  }

  /** Goes on though nobody waits. */
  void detach() {
    service = Service.BACKGROUND;
  }

  boolean isBackground() {
    return service == Service.BACKGROUND;
  }

  /** Whether those who wait may be given something from memory. */
  boolean mayUseMemory() {
    return service != Service.PASS_THROUGH;
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
    boolean first = seats.isEmpty() && !isBackground();
    Seat seat = new Seat(waiter, first ? Waiter.Role.BEGAN : Waiter.Role.JOINED);
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

  /** Whether nobody needs it any more. */
  boolean isUseless() {
    return isDeserted() && !isBackground();
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

  /** Whom a flight is for. */
  enum Service {
    /** Whoever boards; it ends when they have left. */
    CALLERS,
    /** The entry in memory; others may board, and leave. */
    BACKGROUND,
    /** One caller, past memory. */
    PASS_THROUGH
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
