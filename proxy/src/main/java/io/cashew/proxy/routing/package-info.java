/**
 * From a key to the node that owns it, and back with the answer.
 *
 * <p>Called by the doors. Reads the ring it is given and decides nothing about it: ownership comes
 * from the ring alone (rule R15). Start at {@link io.cashew.proxy.routing.Router}, then {@link
 * io.cashew.proxy.routing.RoutingTable} and its one writer, {@link
 * io.cashew.proxy.routing.RingFollower}.
 */
@NullMarked
package io.cashew.proxy.routing;

import org.jspecify.annotations.NullMarked;
