package io.cashew.node.load;

import io.cashew.group.Freshness;
import io.cashew.group.GroupSettings;
import io.cashew.node.load.Arrivals.Arrival;
import io.cashew.node.load.Arrivals.Keep;
import io.cashew.node.load.Flight.Origin;
import io.cashew.node.store.Content;
import io.cashew.node.store.Lookup;
import io.cashew.node.store.Store;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Where a group's loads put what they bring, and by what right: memory, the terms held, and what
 * may come from previous owners. What names a key is called under the lock of the key's stripe,
 * except {@link #fetch}.
 */
final class Shelf {
  /** The load's own, the use that found it due, and one more. */
  private static final int FEW_USES = 3;

  private final String group;
  private final Freshness freshness;
  private final Store store;
  private final Tenure tenure;
  private final Heritage heritage;
  private final Generation generation;

  Shelf(
      String group,
      GroupSettings settings,
      Store store,
      Tenure tenure,
      Heritage heritage,
      Generation generation) {
    this.group = group;
    this.freshness = settings.freshness();
    this.store = store;
    this.tenure = tenure;
    this.heritage = heritage;
    this.generation = generation;
  }

  /** The same under other settings. */
  Shelf under(GroupSettings changed, Tenure changedTenure) {
    return new Shelf(group, changed, store, changedTenure, heritage, generation);
  }

  /** What is in memory of a key, be it stale. */
  Lookup known(Wanted wanted) {
    return store.known(wanted.hash(), wanted.key(), wanted.since());
  }

  /** Whether what is stale is answered at once. */
  boolean isAnsweredAtOnce(Lookup.Stale stale) {
    return stale.overNanos() < freshness.staleWhileRevalidate().toNanos();
  }

  /** Whether it is answered if the source fails. */
  boolean isAnsweredIfNeedBe(Lookup known) {
    return known instanceof Lookup.Stale stale
        && stale.overNanos() < freshness.longestStale().toNanos();
  }

  /** What may be answered, by now, to those whom the source failed. */
  Lookup instead(Wanted wanted) {
    if (freshness.longestStale().isZero() || !isHeld(wanted)) {
      return Lookup.MISS;
    }
    Lookup known = known(wanted);
    return known instanceof Lookup.Hit || isAnsweredIfNeedBe(known) ? known : Lookup.MISS;
  }

  /** Whether an entry is in use, as far as the policy counts. */
  boolean isHot(Wanted wanted) {
    return store
        .inspect(wanted.hash(), wanted.key())
        .filter(found -> found.frequency() < 0 || found.frequency() >= FEW_USES)
        .isPresent();
  }

  /** What is stale here is no older than what the previous owner has. */
  Origin origin(Wanted wanted, Lookup known) {
    return known instanceof Lookup.Miss && mayInherit(wanted) ? Origin.PREDECESSOR : Origin.SOURCE;
  }

  private boolean mayInherit(Wanted wanted) {
    return heritage.isOpen(group, wanted, freshness.ttl());
  }

  /** A key is about to be changed here (rule R9). */
  void touched(Wanted changed) {
    heritage.touched(changed);
  }

  /** Whether others may have changed keys of the partition a moment ago. */
  boolean isNew(Wanted wanted) {
    return !freshness.holdOff().isZero()
        && heritage.isRecent(wanted.partition(), freshness.holdOff());
  }

  /** Keeps what a load brought if the term is still held (rule R8); returns the version. */
  long keep(Wanted wanted, Arrival arrival) {
    if (!isHeld(wanted)) {
      return Store.NOT_KEPT;
    }
    if (arrival.keep() == Keep.NO || arrival.keep() == Keep.TOO_LARGE) {
      store.outdate(wanted.hash(), wanted.key(), wanted.since()); // it is known to be of the past
    }
    return arrival.keep() == Keep.YES
        ? store.store(wanted.hash(), wanted.key(), arrival.content(), wanted.tag(), arrival.ttl())
        : Store.NOT_KEPT;
  }

  /** What is in memory if that is newer, by the source's own versions, than what a load brought. */
  Lookup newer(Wanted wanted, Arrival arrival) {
    if (!(arrival.content() instanceof Content.Value brought)
        || !brought.hasSourceVersion()
        || !isHeld(wanted)) {
      return Lookup.MISS;
    }
    Lookup known = known(wanted);
    return known.content() instanceof Content.Value value
            && value.hasSourceVersion()
            && value.sourceVersion() > brought.sourceVersion()
        ? known
        : Lookup.MISS;
  }

  private boolean isHeld(Wanted wanted) {
    return tenure.holds(wanted.partition(), wanted.since());
  }

  /** Keeps what comes unasked for if nothing is known of the key; says whether it did. */
  boolean inherit(Wanted wanted, Inherited inherited) {
    return mayInherit(wanted)
        && isHeld(wanted)
        && !isStale(wanted)
        && isCurrent(inherited)
        && store.storeIfAbsent(
                wanted.hash(),
                wanted.key(),
                inherited.content(),
                wanted.since(),
                wanted.tag(),
                inherited.ttl())
            != Store.NOT_KEPT;
  }

  /** What was loaded here, be it stale by now, is no older than what the previous owner has. */
  private boolean isStale(Wanted wanted) {
    return !freshness.longestStale().isZero() && known(wanted) instanceof Lookup.Stale;
  }

  /** Whether what the previous owner had is no older than the flushes carried out here. */
  boolean isCurrent(Inherited inherited) {
    return generation.admits(inherited);
  }

  CompletableFuture<Optional<Inherited>> fetch(Wanted wanted) {
    return heritage.fetch(group, wanted);
  }

  void renounce() {
    heritage.renounce(group);
  }
}
