package io.cashew.node.load;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import com.google.protobuf.ByteString;
import io.cashew.group.Freshness;
import io.cashew.group.GroupSettings;
import io.cashew.node.load.Boarding.Instead;
import io.cashew.node.load.Flight.Origin;
import io.cashew.node.load.Flight.Seat;
import io.cashew.node.load.Flight.Service;
import io.cashew.node.source.DataSource;
import io.cashew.node.store.Content;
import io.cashew.node.store.Lookup;
import io.cashew.node.store.Store;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

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
 * <p>An entry whose time is over may be answered as stale while a load runs for it, or if that
 * fails. Which entry that is, is looked up under the same lock: what a delete or set has taken away
 * is not there any more, and nothing stale is answered after it.
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
  private static final int STRIPES = 64;
  private static final long NO_FLUSHES = 0;

  private final Means means;
  private final GroupSettings settings;
  private final SourcePath path;
  private final Arrivals arrivals;
  private final Shelf shelf;
  private final Stripe[] stripes;
  private final Flights flights;
  private final RefreshAhead refreshAhead;

  /**
   * Set before the table is emptied and read under the lock of a stripe: whoever boards a flight
   * after its stripe was emptied knows.
   */
  private volatile boolean retired;

  /** A group's loads. */
  public Loads(
      String group,
      GroupSettings settings,
      Store store,
      DataSource source,
      Tenure tenure,
      Heritage heritage,
      Generation generation,
      Instruments instruments) {
    this(
        new Means(group, new LoadCounts(), instruments),
        settings,
        source,
        new Shelf(group, settings, store, tenure, heritage, generation),
        Stripe.table(STRIPES));
  }

  private Loads(
      Means means, GroupSettings settings, DataSource source, Shelf shelf, Stripe[] stripes) {
    this(
        means,
        settings,
        new SourcePath(settings.loads(), source, means),
        shelf,
        new Jitter(settings.freshness().ttlJitterPercent(), means.random()),
        stripes);
  }

  private Loads(
      Means means,
      GroupSettings settings,
      SourcePath path,
      Shelf shelf,
      UnaryOperator<Duration> lifetime,
      Stripe[] stripes) {
    this.means = means;
    this.settings = settings;
    this.path = path;
    this.arrivals = new Arrivals(means, settings, lifetime);
    this.shelf = shelf;
    this.stripes = stripes;
    this.flights = new Flights(means, settings, path, arrivals, shelf, stripes);
    this.refreshAhead = new RefreshAhead(settings.freshness());
  }

  /**
   * Retires these and returns the group's loads under other settings. The cap on loads counts those
   * that begin from now on, and the source's failures count anew.
   */
  public Loads succeededBy(GroupSettings changed, DataSource other, Tenure otherTenure) {
    retire();
    return new Loads(means, changed, other, shelf.under(changed, otherTenure), stripes);
  }

  /**
   * Loads of the same source, under the same cap, for another store and other terms, which inherit
   * nothing and answer nothing stale.
   *
   * @param limit how long something is kept at most
   */
  public Loads beside(Store other, Tenure otherTenure, Duration limit) {
    Freshness freshness = settings.freshness();
    GroupSettings plain = settings.as(Freshness.exactly(freshness.ttl(), freshness.negativeTtl()));
    return new Loads(
        means,
        plain,
        path,
        new Shelf(
            means.group(), plain, other, otherTenure, Heritage.NONE, new Generation(NO_FLUSHES)),
        ttl -> ttl.isZero() || ttl.compareTo(limit) > 0 ? limit : ttl,
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

  /**
   * Joins the load of a key that is in flight under the same term, or begins one; answers at once
   * what is stale and may be answered while a load runs.
   */
  public void load(Wanted wanted, long deadline, Waiter waiter) {
    if (flights.isPast(deadline, waiter)) {
      return;
    }
    Boarding boarding = board(wanted, waiter);
    if (boarding instanceof Boarding.NeedNot needNot) {
      waiter.found(needNot.hit());
    } else if (boarding == Boarding.Nowhere.TO_GO) {
      waiter.loaded(Content.ABSENT, Store.NOT_KEPT, Duration.ZERO, Waiter.Role.BEGAN);
    } else if (boarding instanceof Boarding.Outdated outdated) {
      flights.answer(waiter, outdated.stale());
      if (outdated.flight() != null) {
        means.counts().count(LoadEvent.REVALIDATED);
        flights.trace(outdated.flight(), waiter);
        flights.begin(outdated.flight());
      }
    } else if (boarding instanceof Boarding.Aboard aboard) {
      boolean begins = aboard.seat().role() == Waiter.Role.BEGAN;
      if (begins) {
        flights.trace(aboard.flight(), waiter);
      }
      flights.expectBy(deadline, aboard.flight(), aboard.seat(), aboard.instead());
      if (begins) {
        flights.begin(aboard.flight());
      }
    }
  }

  private Boarding board(Wanted wanted, Waiter waiter) {
    Stripe stripe = flights.stripeOf(wanted);
    stripe.lock.lock();
    try {
      Lookup known = shelf.known(wanted);
      if (known instanceof Lookup.Hit hit) {
        return new Boarding.NeedNot(hit);
      }
      Flight running = joinable(wanted, stripe);
      if (known instanceof Lookup.Stale stale && shelf.isAnsweredAtOnce(stale)) {
        boolean begins = running == null && mayBeginBehind(wanted, stripe);
        return new Boarding.Outdated(
            stale, begins ? add(wanted, known, Service.BACKGROUND, stripe) : null);
      }
      if (running == null && isFutile(wanted, known)) {
        return Boarding.Nowhere.TO_GO;
      }
      Flight flight = running != null ? running : add(wanted, known, Service.CALLERS, stripe);
      return new Boarding.Aboard(
          flight,
          flight.board(waiter),
          shelf.isAnsweredIfNeedBe(known) ? Instead.STALE : Instead.NOTHING);
    } finally {
      stripe.lock.unlock();
    }
  }

  /** Whether a load could bring nothing. Under the lock of the key's stripe. */
  private boolean isFutile(Wanted wanted, Lookup known) {
    return path.leadsNowhere()
        && known instanceof Lookup.Miss
        && shelf.origin(wanted, known) == Origin.SOURCE;
  }

  /** What may lag behind a change is not for those who come when it no longer may. */
  @GuardedBy("stripe.lock")
  private @Nullable Flight joinable(Wanted wanted, Stripe stripe) {
    Flight running = stripe.joinable(wanted);
    return running != null && running.isHeldOff() && !isHeldOff(wanted, stripe) ? null : running;
  }

  @GuardedBy("stripe.lock")
  private boolean isHeldOff(Wanted wanted, Stripe stripe) {
    return stripe.heldOff.holds(wanted.hash(), means.ticker().nanos()) || shelf.isNew(wanted);
  }

  @GuardedBy("stripe.lock")
  private boolean mayBeginBehind(Wanted wanted, Stripe stripe) {
    return !retired && !stripe.failedLately.holds(wanted.hash(), means.ticker().nanos());
  }

  @GuardedBy("stripe.lock")
  private Flight add(Wanted wanted, Lookup known, Service service, Stripe stripe) {
    long now = means.ticker().nanos();
    Flight flight = new Flight(wanted, shelf.origin(wanted, known), service, valueOf(known), now);
    if (isHeldOff(wanted, stripe)) {
      flight.holdOff();
    }
    if (!retired) { // else it is in no table: nobody joins it, and it installs nothing
      stripe.flights.put(wanted.key(), flight);
    }
    return flight;
  }

  private static Optional<ByteString> valueOf(Lookup known) {
    return known.content() instanceof Content.Value value
        ? Optional.of(value.bytes())
        : Optional.empty();
  }

  /** Whether the entry that was hit should be loaded again. A comparison or two. */
  public boolean isDue(Lookup.Hit hit) {
    return refreshAhead.isDue(hit);
  }

  /** Loads a key in the background whose entry {@linkplain #isDue is due}, if it is in use. */
  public void refresh(Wanted wanted) {
    if (!path.isIdle()) {
      means.counts().count(LoadEvent.NO_ROOM);
      return;
    }
    Flight flight = addAhead(wanted);
    if (flight != null) {
      means.counts().count(LoadEvent.REFRESHED_AHEAD);
      flights.begin(flight);
    }
  }

  private @Nullable Flight addAhead(Wanted wanted) {
    Stripe stripe = flights.stripeOf(wanted);
    stripe.lock.lock();
    try {
      if (stripe.joinable(wanted) != null
          || !mayBeginBehind(wanted, stripe)
          || isHeldOff(wanted, stripe)
          || !shelf.isHot(wanted)) {
        return null;
      }
      Lookup known = shelf.known(wanted);
      return known instanceof Lookup.Hit hit && refreshAhead.isDue(hit)
          ? add(wanted, known, Service.BACKGROUND, stripe)
          : null;
    } finally {
      stripe.lock.unlock();
    }
  }

  /** Loads for one waiter and keeps nothing: what an owner does that may not join or keep yet. */
  public void passThrough(Wanted wanted, long deadline, Waiter waiter) {
    if (flights.isPast(deadline, waiter)) {
      return;
    }
    Flight flight = // in no table: nobody joins it, and it installs nothing
        new Flight(
            wanted, Origin.SOURCE, Service.PASS_THROUGH, Optional.empty(), means.ticker().nanos());
    Seat seat = flight.board(waiter);
    flights.trace(flight, waiter);
    flights.expectBy(deadline, flight, seat, Instead.NOTHING);
    flights.begin(flight);
  }

  /** Makes a change to memory after which no load that is in flight may keep what it brings. */
  public <T> T superseding(Wanted changed, Supplier<T> change) {
    Stripe stripe = flights.stripeOf(changed);
    stripe.lock.lock();
    try {
      supersede(changed, stripe);
      return change.get();
    } finally {
      stripe.lock.unlock();
    }
  }

  @GuardedBy("stripe.lock")
  private void holdOff(Wanted changed, Stripe stripe) {
    Duration holdOff = settings.freshness().holdOff();
    if (!holdOff.isZero()) {
      long now = means.ticker().nanos();
      stripe.heldOff.extend(changed.hash(), now + holdOff.toNanos(), now);
    }
  }

  /** A flush changes many keys; that it holds off others too does no harm. */
  @GuardedBy("stripe.lock")
  private void holdOffAll(Stripe stripe) {
    Duration holdOff = settings.freshness().holdOff();
    if (!holdOff.isZero()) {
      long now = means.ticker().nanos();
      stripe.heldOff.extendAll(now + holdOff.toNanos(), now);
    }
  }

  /**
   * Decides by what is in memory whether to change it; nobody else changes what is known of the key
   * meanwhile.
   *
   * @param decision is given what it must run before it changes anything: after that, no load that
   *     is in flight may keep what it brings
   */
  @SuppressWarnings("GuardedBy") // what the decision is given runs within it, under the lock
  public <T> T deciding(Wanted wanted, Function<Runnable, T> decision) {
    Stripe stripe = flights.stripeOf(wanted);
    stripe.lock.lock();
    try {
      return decision.apply(() -> supersede(wanted, stripe));
    } finally {
      stripe.lock.unlock();
    }
  }

  @GuardedBy("stripe.lock")
  private void supersede(Wanted changed, Stripe stripe) {
    stripe.doom(changed.key());
    shelf.touched(changed);
    holdOff(changed, stripe);
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
    Stripe stripe = flights.stripeOf(wanted);
    stripe.lock.lock();
    try {
      return !retired && shelf.origin(wanted, shelf.known(wanted)) == Origin.PREDECESSOR;
    } finally {
      stripe.lock.unlock();
    }
  }

  /**
   * Has memory forget all keys that begin with a prefix. When this returns, nothing of before is
   * kept or joined any more: loads that are in flight are doomed before memory forgets. Nor is it
   * inherited, if the {@link Generation} was begun before.
   */
  public void flush(ByteString prefix, Runnable forget) {
    for (Stripe stripe : stripes) {
      stripe.lock.lock();
      try {
        stripe.doomAll(prefix);
        holdOffAll(stripe);
      } finally {
        stripe.lock.unlock();
      }
    }
    forget.run();
  }

  /**
   * Keeps what the previous owner handed over, unasked for, if nothing is known of the key: neither
   * an entry nor that it was changed here.
   *
   * @return whether it was kept
   */
  public boolean inherit(Wanted wanted, Inherited inherited) {
    Stripe stripe = flights.stripeOf(wanted);
    stripe.lock.lock();
    try {
      return !retired && arrivals.fits(inherited) && shelf.inherit(wanted, inherited);
    } finally {
      stripe.lock.unlock();
    }
  }

  /** What became of loads, under whatever settings, and those there are now. */
  public LoadStatistics statistics() {
    return path.statistics();
  }
}
