package io.cashew.proxy.routing;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import io.cashew.proxy.link.NodeLinks;
import io.cashew.ring.NodeId;
import io.cashew.ring.Ring;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A ring, the links to its nodes and which of them are suspect, published as one. Immutable: a call
 * reads it once, so no call sees half a ring change.
 */
final class RoutingTable {
  private final Ring ring;
  private final ImmutableList<NodeLinks> links;
  private final boolean[] suspect; // by the node's place, as links

  /**
   * @param links by the node's place in the ring's node list
   * @param suspects nodes that this proxy cannot reach
   */
  RoutingTable(Ring ring, ImmutableList<NodeLinks> links, Set<NodeId> suspects) {
    checkArgument(
        links.size() == ring.nodes().size(),
        "links: %s (expected: %s, one for each node)",
        links.size(),
        ring.nodes().size());
    this.ring = ring;
    this.links = links;
    this.suspect = new boolean[links.size()];
    for (int place = 0; place < suspect.length; place++) {
      suspect[place] = suspects.contains(ring.nodes().get(place).id());
    }
  }

  Ring ring() {
    return ring;
  }

  /** The same ring and links, as other nodes are suspect. */
  RoutingTable suspecting(Set<NodeId> suspects) {
    return new RoutingTable(ring, links, suspects);
  }

  /** The way to a partition's owner. */
  NodeLinks owner(int partition) {
    return links.get(ring.ownerIndex(partition));
  }

  boolean isOwnerSuspect(int partition) {
    return suspect[ring.ownerIndex(partition)];
  }

  /**
   * The way to the node that may stand in for a partition's owner; null if there is none to ask.
   */
  @Nullable NodeLinks standIn(int partition) {
    int place = ring.standIn(partition);
    return place == Ring.NO_NODE || suspect[place] ? null : links.get(place);
  }
}
