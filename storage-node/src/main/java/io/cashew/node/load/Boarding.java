package io.cashew.node.load;

import io.cashew.node.load.Flight.Seat;
import io.cashew.node.store.Lookup;

/** How an attempt to join a load ended. */
sealed interface Boarding {
  /** Another load has just finished. */
  record NeedNot(Lookup.Hit hit) implements Boarding {}

  record Aboard(Flight flight, Seat seat) implements Boarding {}
}
