package io.cashew.node.load;

import io.cashew.group.GroupSettings;
import io.cashew.node.load.Arrivals.Arrival;
import io.cashew.node.load.Flight.Origin;
import io.cashew.node.load.Flight.Seat;
import io.cashew.node.source.DataSource;
import io.cashew.node.source.LoadRequest;
import io.cashew.node.source.Loaded;
import io.cashew.node.store.Lookup;
import io.cashew.node.store.Store;
import io.cashew.status.CashewException;
import io.cashew.time.Ticker;
import io.cashew.time.Timers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A group's loads: one in flight per key and term, detached from whoever began it.
 *
 * <p>This is where loads meet deletes and sets. Per key, these exclude each other: looking again
 * and joining or beginning a load; dooming the load that is in flight together with a change of
 * memory ({@link #superseding}, {@link #deciding}); and keeping what a load brought. So a load
 * keeps something only if it is not doomed and the table still maps the key to that very load, and
 * a delete or set leaves no load behind that could undo it (rules R6 to R8). A doomed load still
 * answers those who wait for it.
 *
 * <p>During a handover a load asks the partition's previous owner first, unless the key was changed
 * here ({@link Heritage}). Whether it may is decided where it begins, under the same lock: a change
 * that comes later supersedes the load, one that came before is known (rule R9).
 *
 * <p>When the settings change, others take over ({@link #succeededBy}), with the same table:
 * whoever still holds the loads of before supersedes by them what is in flight under the new ones
 * too.
 *
 * <p>Thread-safe. Waiters are told, the source is asked and loads are cancelled outside of all
 * locks.
 */
public final class Loads {
  private static final Logger log = LoggerFactory.getLogger(Loads.class);
  private static final int STRIPES = 64;

  private final String group;
  private final GroupSettings settings;
  private final DataSource source;
  private final LoadGate gate;
  private final Arrivals arrivals;
  private final Shelf shelf;
  private final Timers timers;
  private final Ticker ticker;
  private final Stripe[] stripes;

  /**
   * Set before the table is emptied and read under the lock of a stripe: whoever boards a flight
   * after its stripe was emptied knows.
   */
  private volatile boolean retired;

  public Loads(
      String group,
      GroupSettings settings,
      Store store,
      DataSource source,
      Tenure tenure,
      Heritage heritage,
      Timers timers,
      Ticker ticker) {
    this(
        group,
        settings,
        source,
        new LoadGate(settings.loads()),
        new Arrivals(group, settings, UnaryOperator.identity(), ticker),
        new Shelf(group, settings, store, tenure, heritage),
        timers,
        ticker,
        Stripe.table(STRIPES));
  }

  private Loads(
      String group,
      GroupSettings settings,
      DataSource source,
      LoadGate gate,
      Arrivals arrivals,
      Shelf shelf,
      Timers timers,
      Ticker ticker,
      Stripe[] stripes) {
    this.group = group;
    this.settings = settings;
    this.source = source;
    this.gate = gate;
    this.arrivals = arrivals;
    this.shelf = shelf;
    this.timers = timers;
    this.ticker = ticker;
    this.stripes = stripes;
  }

  /**
   * Retires these and returns the group's loads under other settings. The cap on loads counts those
   * that begin from now on.
   */
  public Loads succeededBy(GroupSettings changed, DataSource other, Tenure otherTenure) {
    retire();
    return new Loads(
        group,
        changed,
        other,
        new LoadGate(changed.loads()),
        new Arrivals(group, changed, UnaryOperator.identity(), ticker),
        shelf.under(changed, otherTenure),
        timers,
        ticker,
        stripes);
  }

  /**
   * Loads of the same source, under the same cap, for another store and other terms, which inherit
   * nothing.
   *
   * @param limit how long something is kept at most
   */
  public Loads beside(Store other, Tenure otherTenure, Duration limit) {
    return new Loads(
        group,
        settings,
        source,
        gate,
        new Arrivals(
            group, settings, ttl -> ttl.isZero() || ttl.compareTo(limit) > 0 ? limit : ttl, ticker),
        new Shelf(group, settings, other, otherTenure, Heritage.NONE),
        timers,
        ticker,
        Stripe.table(STRIPES));
  }

  /** What previous owners have is of another source than these loads' successors. */
  public void renounceHeritage() {
    shelf.renounce();
  }

  /**
   * When this returns, nothing more is kept of what these loads bring: neither of those in flight
   * nor of any that somebody still begins. All of them answer who waits.
   */
  public void retire() {
    retired = true;
    for (Stripe stripe : stripes) {
      stripe.lock.lock();
      try {
        stripe.flights.clear();
      } finally {
        stripe.lock.unlock();
      }
    }
  }

  /** Joins the load of a key that is in flight under the same term, or begins one. */
  public void load(Wanted wanted, long deadline, Waiter waiter) {
    if (isPast(deadline)) {
      waiter.failed(arrivals.slow()); // a node that slept does not ask for what nobody waits for
      return;
    }
    Boarding boarding = board(wanted, waiter);
    if (boarding instanceof Boarding.NeedNot needNot) {
      waiter.found(needNot.hit());
    } else if (boarding instanceof Boarding.Aboard aboard) {
      expectBy(deadline, aboard.flight(), aboard.seat());
      if (aboard.seat().role() == Waiter.Role.BEGAN) {
        begin(aboard.flight());
      }
    }
  }

  private Boarding board(Wanted wanted, Waiter waiter) {
    Stripe stripe = stripeOf(wanted);
    stripe.lock.lock();
    try {
      Lookup again = shelf.peek(wanted);
      if (again instanceof Lookup.Hit hit) {
        return new Boarding.NeedNot(hit);
      }
      Flight running = stripe.flights.get(wanted.key());
      if (running != null && running.isOf(wanted.since()) && running.mayBeJoined()) {
        return new Boarding.Aboard(running, running.board(waiter));
      }
      Flight flight = new Flight(wanted, shelf.origin(wanted));
      if (!retired) { // else it is in no table: nobody joins it, and it installs nothing
        stripe.flights.put(wanted.key(), flight);
      }
      return new Boarding.Aboard(flight, flight.board(waiter));
    } finally {
      stripe.lock.unlock();
    }
  }

  /** Loads for one waiter and keeps nothing: what an owner does that may not join or keep yet. */
  public void passThrough(Wanted wanted, long deadline, Waiter waiter) {
    if (isPast(deadline)) {
      waiter.failed(arrivals.slow());
      return;
    }
    Flight flight =
        new Flight(wanted, Origin.SOURCE); // in no table: nobody joins it, and it installs nothing
    Seat seat = flight.board(waiter);
    expectBy(deadline, flight, seat);
    begin(flight);
  }

  /** Makes a change to memory after which no load that is in flight may keep what it brings. */
  public <T> T superseding(Wanted changed, Supplier<T> change) {
    Stripe stripe = stripeOf(changed);
    stripe.lock.lock();
    try {
      stripe.doom(changed.key());
      shelf.touched(changed);
      return change.get();
    } finally {
      stripe.lock.unlock();
    }
  }

  /**
   * Decides by what is in memory whether to change it; nobody else changes what is known of the key
   * meanwhile.
   *
   * @param decision is given what it must run before it changes anything: after that, no load that
   *     is in flight may keep what it brings
   */
  public <T> T deciding(Wanted wanted, Function<Runnable, T> decision) {
    Stripe stripe = stripeOf(wanted);
    stripe.lock.lock();
    try {
      return decision.apply(
          () -> {
            stripe.doom(wanted.key());
            shelf.touched(wanted);
          });
    } finally {
      stripe.lock.unlock();
    }
  }

  /**
   * Asks the partition's previous owner for a key that is not in memory, if that may have it, and
   * keeps what it has.
   *
   * @param then told on any thread, once, when that is done or has failed; never if this is false
   * @return whether there is somebody to ask
   */
  @SuppressWarnings("FutureReturnValueIgnored") // told at the end of the chain
  public boolean beginsToInherit(Wanted wanted, Runnable then) {
    if (!lacksHeritage(wanted)) {
      return false;
    }
    shelf
        .fetch(wanted)
        .whenComplete(
            (found, failure) -> {
              if (failure == null) {
                found.ifPresent(inherited -> inherit(wanted, inherited));
              }
              then.run();
            });
    return true;
  }

  private boolean lacksHeritage(Wanted wanted) {
    Stripe stripe = stripeOf(wanted);
    stripe.lock.lock();
    try {
      return !retired
          && shelf.origin(wanted) == Origin.PREDECESSOR
          && shelf.peek(wanted) == Lookup.MISS;
    } finally {
      stripe.lock.unlock();
    }
  }

  /**
   * Keeps what the previous owner handed over, unasked for, if nothing is known of the key: neither
   * an entry nor that it was changed here.
   *
   * @return whether it was kept
   */
  public boolean inherit(Wanted wanted, Inherited inherited) {
    Stripe stripe = stripeOf(wanted);
    stripe.lock.lock();
    try {
      return !retired && arrivals.fits(inherited) && shelf.inherit(wanted, inherited);
    } finally {
      stripe.lock.unlock();
    }
  }

  private boolean isPast(long deadline) {
    return ticker.nanos() - deadline >= 0;
  }

  private void expectBy(long deadline, Flight flight, Seat seat) {
    seat.waitUntil(
        timers.after(
            Duration.ofNanos(Math.max(0, deadline - ticker.nanos())), () -> giveUp(flight, seat)));
  }

  private void begin(Flight flight) {
    flight.endBy(
        timers.after(
            settings.loads().timeout(), () -> land(flight, null, new Arrivals.SlowSource())));
    switch (flight.origin()) {
      case SOURCE -> askSource(flight);
      case PREDECESSOR -> askPredecessor(flight);
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // land() is the end of the chain
  private void askPredecessor(Flight flight) {
    shelf
        .fetch(flight.wanted())
        .whenComplete(
            (found, failure) -> {
              Inherited inherited = failure == null ? found.orElse(null) : null;
              if (inherited != null && arrivals.fits(inherited)) {
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
    Wanted wanted = flight.wanted();
    CompletableFuture<Loaded> loading =
        gate.run(
            () -> source.load(new LoadRequest(group, wanted.key(), settings.loads().timeout())));
    if (takeOff(flight, loading)) {
      loading.whenComplete((loaded, failure) -> land(flight, loaded, failure));
    } else { // everybody left while the source was being asked
      loading.cancel(true);
    }
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
    end(flight, arrivals.of(loaded), failure);
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
    stripe.lock.lock();
    try {
      if (flight.isOver()) {
        return;
      }
      if (stripe.flights.remove(wanted.key(), flight) && flight.mayBeKept()) {
        version = shelf.keep(wanted, arrival);
      }
      seats = flight.end();
    } finally {
      stripe.lock.unlock();
    }
    flight.release();
    Consumer<Seat> news = news(arrival, version, failure);
    for (Seat seat : seats) {
      seat.stopClock();
      try {
        news.accept(seat);
      } catch (RuntimeException e) { // keeps none of the others from being told
        log.error("group {}: who waited for a load could not be told", group, e);
      }
    }
  }

  private Consumer<Seat> news(Arrival arrival, long version, @Nullable Throwable failure) {
    return switch (arrival.keep()) {
      case YES, NO ->
          seat -> seat.waiter().loaded(arrival.content(), version, arrival.ttl(), seat.role());
      case TOO_LARGE -> failed(arrivals.tooLarge());
      case FAILED -> failed(arrivals.asFailure(failure));
    };
  }

  private static Consumer<Seat> failed(CashewException failure) {
    return seat -> seat.waiter().failed(failure);
  }

  private void giveUp(Flight flight, Seat seat) {
    Stripe stripe = stripeOf(flight.wanted());
    boolean deserted;
    stripe.lock.lock();
    try {
      if (!flight.leave(seat)) {
        return; // it has just been told
      }
      deserted = flight.isDeserted();
      if (deserted) {
        flight.end();
        stripe.flights.remove(flight.wanted().key(), flight);
      }
    } finally {
      stripe.lock.unlock();
    }
    if (deserted) {
      flight.release();
    }
    seat.waiter().failed(arrivals.slow());
  }

  private Stripe stripeOf(Wanted wanted) {
    return stripes[(int) wanted.hash() & (STRIPES - 1)];
  }
}
