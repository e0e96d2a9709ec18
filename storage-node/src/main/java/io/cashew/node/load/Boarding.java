package io.cashew.node.load;

import io.cashew.node.load.Flight.Seat;
import io.cashew.node.store.Lookup;
import org.jspecify.annotations.Nullable;

/** How an attempt to join a load ended. */
sealed interface Boarding {
  /** Another load has just finished. */
  record NeedNot(Lookup.Hit hit) implements Boarding {}

  /** There is neither a source nor somebody to inherit from: what is not in memory is not. */
  enum Nowhere implements Boarding {
    TO_GO
  }

  /** What is stale is answered; a flight has to begin for it unless it is null. */
  record Outdated(Lookup.Stale stale, @Nullable Flight flight) implements Boarding {}

  /** {@code instead}: whether something stale may be answered if need be. */
  record Aboard(Flight flight, Seat seat, Instead instead) implements Boarding {}

  /** What is there if a load brings nothing. */
  enum Instead {
    NOTHING,
    STALE
  }
}
