package io.cashew.node.load;

import io.cashew.group.GroupSettings;
import io.cashew.node.load.Arrivals.Arrival;
import io.cashew.node.load.Arrivals.Keep;
import io.cashew.node.load.Boarding.Instead;
import io.cashew.node.load.Flight.Seat;
import io.cashew.node.source.LoadRequest;
import io.cashew.node.source.Loaded;
import io.cashew.node.store.Lookup;
import io.cashew.node.store.Store;
import io.cashew.status.CashewException;
import io.cashew.telemetry.LogContext;
import io.cashew.telemetry.Span;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What flights do between their beginning and their end: ask the previous owner or the source, keep
 * what that brings, and tell those who wait. See {@link Loads} for what excludes what. Thread-safe.
 */
final class Flights {
  private static final Logger log = LoggerFactory.getLogger(Flights.class);

  /** How long before its deadline a waiter is given what is stale. */
  private static final Duration IN_TIME = Duration.ofMillis(20);

  /** A key whose load in the background failed is not loaded so for as long. */
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final Means means;
  private final GroupSettings settings;
  private final SourcePath path;
  private final Arrivals arrivals;
  private final Shelf shelf;
  private final Stripe[] stripes;

  Flights(
      Means means,
      GroupSettings settings,
      SourcePath path,
      Arrivals arrivals,
      Shelf shelf,
      Stripe[] stripes) {
    this.means = means;
    this.settings = settings;
    this.path = path;
    this.arrivals = arrivals;
    this.shelf = shelf;
    this.stripes = stripes;
  }

  /** The stripe of a key. */
  Stripe stripeOf(Wanted wanted) {
    return stripes[(int) wanted.hash() & (stripes.length - 1)];
  }

  /** Whether a waiter comes too late; it is told then. */
  boolean isPast(long deadline, Waiter waiter) {
    if (means.ticker().nanos() - deadline < 0) {
      return false;
    }
    waiter.failed(arrivals.slow()); // a node that slept does not ask for what nobody waits for
    return true;
  }

  /** Gives a seat up at a deadline, or a little before if there is something to answer then. */
  void expectBy(long deadline, Flight flight, Seat seat, Instead instead) {
    long left = Math.max(0, deadline - means.ticker().nanos());
    if (instead == Instead.STALE) {
      left -= Math.min(IN_TIME.toNanos(), left / 4);
    }
    seat.waitUntil(means.timers().after(Duration.ofNanos(left), () -> giveUp(flight, seat)));
  }

  /** A flight is about to begin for a waiter: if that is traced, so is the flight. */
  void trace(Flight flight, Waiter first) {
    flight.traceBy(FlightSpan.begin(first, means.group(), path.source()));
  }

  /** Begins a flight that is in the table, or never will be. */
  void begin(Flight flight) {
    flight.endBy(
        means
            .timers()
            .after(
                settings.loads().timeout(), () -> land(flight, null, new Arrivals.SlowSource())));
    switch (flight.origin()) {
      case SOURCE -> askSource(flight);
      case PREDECESSOR -> askPredecessor(flight);
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // land() is the end of the chain
  private void askPredecessor(Flight flight) {
    FlightSpan traced = flight.span();
    Span fetching = traced == null ? null : traced.fetching();
    shelf
        .fetch(flight.wanted())
        .whenComplete(
            (found, failure) -> {
              Inherited inherited = failure == null ? found.orElse(null) : null;
              if (fetching != null) {
                fetching.attribute("cashew.outcome", inherited == null ? "nothing" : "found");
                fetching.end();
              }
              if (inherited != null && shelf.isCurrent(inherited) && arrivals.fits(inherited)) {
                land(flight, inherited);
              } else if (isAwaited(flight)) {
                askSource(flight);
              }
            });
  }

  private boolean isAwaited(Flight flight) {
    Stripe stripe = stripeOf(flight.wanted());
    stripe.lock.lock();
    try {
      return !flight.isOver();
    } finally {
      stripe.lock.unlock();
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // land() is the end of the chain
  private void askSource(Flight flight) {
    CompletableFuture<Loaded> loading = ask(flight);
    if (loading == null) {
      return;
    }
    if (takeOff(flight, loading)) {
      loading.whenComplete((loaded, failure) -> land(flight, loaded, failure));
    } else { // everybody left while the source was being asked
      loading.cancel(true);
    }
  }

  /** Null: there was no room for a load that nobody waits for. */
  private @Nullable CompletableFuture<Loaded> ask(Flight flight) {
    LoadRequest request =
        new LoadRequest(
            means.group(),
            flight.wanted().key(),
            settings.loads().timeout(),
            flight.known(),
            Optional.ofNullable(flight.trace()));
    Runnable turn = () -> flight.turn(means.ticker().nanos());
    if (flight.isBackground()) {
      CompletableFuture<Loaded> loading = path.loadIfIdle(request, turn);
      if (loading != null || callOff(flight)) {
        return loading;
      }
    }
    return path.load(request, turn);
  }

  /** Whether the flight could be called off, because nobody has boarded. */
  private boolean callOff(Flight flight) {
    Stripe stripe = stripeOf(flight.wanted());
    stripe.lock.lock();
    try {
      if (!flight.isOver()) {
        if (!flight.isDeserted()) {
          return false;
        }
        flight.end();
        stripe.flights.remove(flight.wanted().key(), flight);
      }
    } finally {
      stripe.lock.unlock();
    }
    flight.release();
    means.counts().count(LoadEvent.NO_ROOM);
    endSpan(flight, LoadEvent.NO_ROOM);
    return true;
  }

  private boolean takeOff(Flight flight, CompletableFuture<Loaded> loading) {
    Stripe stripe = stripeOf(flight.wanted());
    stripe.lock.lock();
    try {
      return flight.takeOff(loading);
    } finally {
      stripe.lock.unlock();
    }
  }

  private void land(Flight flight, @Nullable Loaded loaded, @Nullable Throwable failure) {
    flight.answered(means.ticker().nanos());
    Arrival arrival = arrivals.of(loaded);
    end(flight, flight.isHeldOff() ? arrival.heldOff() : arrival, failure);
  }

  /** What the previous owner had counts as loaded, under the flight's own tag (rule R5). */
  private void land(Flight flight, Inherited inherited) {
    end(flight, Arrivals.of(inherited), null);
  }

  private void end(Flight flight, Arrival arrival, @Nullable Throwable failure) {
    Wanted wanted = flight.wanted();
    Stripe stripe = stripeOf(wanted);
    List<Seat> seats;
    long version = Store.NOT_KEPT;
    Lookup instead = Lookup.MISS;
    stripe.lock.lock();
    try {
      if (flight.isOver()) {
        return;
      }
      boolean failed = arrival.keep() == Keep.FAILED;
      if (stripe.flights.remove(wanted.key(), flight) && flight.mayBeKept()) {
        instead = shelf.newer(wanted, arrival);
        if (instead == Lookup.MISS) {
          version = shelf.keep(wanted, arrival);
        } else {
          means.counts().count(LoadEvent.OLDER);
        }
        if (failed && flight.isBackground()) {
          long now = means.ticker().nanos();
          stripe.failedLately.extend(wanted.hash(), now + PAUSE.toNanos(), now);
        }
      }
      if (failed && flight.mayUseMemory()) {
        instead = shelf.instead(wanted);
      }
      seats = flight.end();
    } finally {
      stripe.lock.unlock();
    }
    flight.release();
    CashewException told = arrivals.asFailure(arrival, failure);
    ended(flight, Arrivals.event(arrival, told));
    if (arrival.keep() == Keep.HELD_OFF) {
      means.counts().count(LoadEvent.HELD_OFF);
    }
    tell(flight, seats, news(arrival, version, instead, told));
  }

  private void ended(Flight flight, LoadEvent event) {
    means.counts().ended(event, means.ticker().nanos() - flight.begunAt());
    LogContext.within(flight.trace(), () -> means.slowLog().ended(means.group(), flight, event));
    endSpan(flight, event);
  }

  private static void endSpan(Flight flight, LoadEvent event) {
    FlightSpan traced = flight.span();
    if (traced != null) {
      traced.ended(event);
    }
  }

  private static void link(Seat seat, Flight flight) {
    FlightSpan traced = flight.span();
    if (traced != null && seat.role() == Waiter.Role.JOINED) {
      traced.awaitedBy(seat.waiter());
    }
  }

  private void tell(Flight flight, List<Seat> seats, Consumer<Seat> news) {
    for (Seat seat : seats) {
      seat.stopClock();
      link(seat, flight);
      try {
        news.accept(seat);
      } catch (RuntimeException e) { // keeps none of the others from being told
        log.error("group {}: who waited for a load could not be told", means.group(), e);
      }
    }
  }

  private Consumer<Seat> news(
      Arrival arrival, long version, Lookup instead, @Nullable CashewException told) {
    if (instead instanceof Lookup.Hit || instead instanceof Lookup.Stale) {
      return seat -> answer(seat, instead);
    }
    return told == null
        ? seat -> seat.waiter().loaded(arrival.content(), version, arrival.ttl(), seat.role())
        : seat -> seat.waiter().failed(told);
  }

  private void answer(Seat seat, Lookup known) {
    if (known instanceof Lookup.Hit hit) {
      seat.waiter().found(hit);
    } else if (known instanceof Lookup.Stale stale) {
      answer(seat.waiter(), stale);
    }
  }

  /** Answers what is stale. */
  void answer(Waiter waiter, Lookup.Stale stale) {
    means.counts().count(LoadEvent.STALE);
    waiter.stale(stale);
  }

  private void giveUp(Flight flight, Seat seat) {
    Stripe stripe = stripeOf(flight.wanted());
    boolean useless;
    Lookup instead = Lookup.MISS;
    stripe.lock.lock();
    try {
      if (!flight.leave(seat)) {
        return; // it has just been told
      }
      if (flight.mayUseMemory()) {
        instead = shelf.instead(flight.wanted());
      }
      if (instead instanceof Lookup.Stale) {
        flight.detach(); // a source that is slow shall be done with it at last
      }
      useless = flight.isUseless();
      if (useless) {
        flight.end();
        stripe.flights.remove(flight.wanted().key(), flight);
      }
    } finally {
      stripe.lock.unlock();
    }
    if (useless) {
      flight.release();
      ended(flight, LoadEvent.CANCELLED);
    }
    link(seat, flight);
    if (instead == Lookup.MISS) {
      seat.waiter().failed(arrivals.slow());
    } else {
      answer(seat, instead);
    }
  }
}
