package io.cashew.node.load;

import io.cashew.group.GroupSettings;
import io.cashew.node.load.Arrivals.Arrival;
import io.cashew.node.load.Flight.Origin;
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
  private final String group;
  private final GroupSettings settings;
  private final Store store;
  private final Tenure tenure;
  private final Heritage heritage;

  Shelf(String group, GroupSettings settings, Store store, Tenure tenure, Heritage heritage) {
    this.group = group;
    this.settings = settings;
    this.store = store;
    this.tenure = tenure;
    this.heritage = heritage;
  }

  /** The same under other settings. */
  Shelf under(GroupSettings changed, Tenure changedTenure) {
    return new Shelf(group, changed, store, changedTenure, heritage);
  }

  Lookup peek(Wanted wanted) {
    return store.peek(wanted.hash(), wanted.key(), wanted.since());
  }

  Origin origin(Wanted wanted) {
    return mayInherit(wanted) ? Origin.PREDECESSOR : Origin.SOURCE;
  }

  private boolean mayInherit(Wanted wanted) {
    return heritage.isOpen(group, wanted, settings.freshness().ttl());
  }

  /** A key is about to be changed here (rule R9). */
  void touched(Wanted changed) {
    heritage.touched(changed);
  }

  /** Keeps what a load brought if the term is still held (rule R8); returns the version. */
  long keep(Wanted wanted, Arrival arrival) {
    return arrival.keep() == Arrivals.Keep.YES && isHeld(wanted)
        ? store.store(wanted.hash(), wanted.key(), arrival.content(), wanted.tag(), arrival.ttl())
        : Store.NOT_KEPT;
  }

  private boolean isHeld(Wanted wanted) {
    return tenure.holds(wanted.partition(), wanted.since());
  }

  /** Keeps what comes unasked for if nothing is known of the key; says whether it did. */
  boolean inherit(Wanted wanted, Inherited inherited) {
    return mayInherit(wanted)
        && isHeld(wanted)
        && store.storeIfAbsent(
                wanted.hash(),
                wanted.key(),
                inherited.content(),
                wanted.since(),
                wanted.tag(),
                inherited.ttl())
            != Store.NOT_KEPT;
  }

  CompletableFuture<Optional<Inherited>> fetch(Wanted wanted) {
    return heritage.fetch(group, wanted);
  }

  void renounce() {
    heritage.renounce(group);
  }
}
