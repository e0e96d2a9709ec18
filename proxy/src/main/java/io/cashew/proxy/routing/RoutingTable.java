package io.cashew.proxy.routing;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import io.cashew.proxy.link.LinkStream;
import io.cashew.proxy.link.NodeLinks;
import io.cashew.ring.Ring;

/**
 * A ring and the links to its nodes, published as one. Immutable: a call reads it once, so no call
 * sees half a ring change.
 *
 * @param links by the node's place in the ring's node list
 */
record RoutingTable(Ring ring, ImmutableList<NodeLinks> links) {
  RoutingTable {
    checkArgument(
        links.size() == ring.nodes().size(),
        "links: %s (expected: %s, one for each node)",
        links.size(),
        ring.nodes().size());
  }

  /** The stream to a partition's owner for calls that live on an event loop. */
  LinkStream streamTo(int partition, int loop) {
    return links.get(ring.ownerIndex(partition)).stream(loop);
  }
}
