package io.cashew.proxy.admin;

import com.google.common.collect.ImmutableSortedMap;
import io.cashew.proxy.health.NodeHealth;
import io.cashew.ring.Member;
import io.cashew.ring.NodeId;
import io.cashew.ring.Ring;
import io.cashew.ring.RingNode;
import io.cashew.v1.ListNodesReply;
import io.cashew.v1.Node;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Tells of the nodes: those in the ring and those that are registered, and what is thought of them.
 */
final class NodeListing {
  private final ClusterView view;
  private final Supplier<ImmutableSortedMap<NodeId, NodeHealth>> found;

  /** {@code found}: what this proxy's probes know of the nodes. */
  NodeListing(ClusterView view, Supplier<ImmutableSortedMap<NodeId, NodeHealth>> found) {
    this.view = view;
    this.found = found;
  }

  ListNodesReply reply() {
    TreeMap<NodeId, Node.Builder> nodes = new TreeMap<>();
    view.ring().ifPresent(ring -> addThoseInTheRing(ring, nodes));
    view.members().values().forEach(member -> addRegistered(member, nodes));
    view.acks()
        .forEach(
            (id, epoch) -> {
              Node.Builder node = nodes.get(id);
              if (node != null) {
                node.setAcknowledgedEpoch(epoch);
              }
            });
    nodes.forEach(this::addStanding);
    ListNodesReply.Builder reply = ListNodesReply.newBuilder();
    nodes.values().forEach(reply::addNodes);
    return reply.build();
  }

  private static void addThoseInTheRing(Ring ring, Map<NodeId, Node.Builder> nodes) {
    for (RingNode node : ring.nodes()) {
      if (node.isActive()) {
        nodes.put(
            node.id(),
            Node.newBuilder()
                .setId(node.id().value())
                .setAddress(node.address().toString())
                .setZone(node.zone())
                .setWeight(node.weight())
                .setPartitions(ring.shares().getOrDefault(node.id(), 0)));
      }
    }
  }

  private static void addRegistered(Member member, Map<NodeId, Node.Builder> nodes) {
    nodes
        .computeIfAbsent(member.id(), id -> Node.newBuilder().setId(id.value()))
        .setAddress(member.address().toString())
        .setZone(member.zone())
        .setWeight(member.weight())
        .setRegistered(true)
        .setLeaving(member.intent() == Member.Intent.LEAVE);
  }

  /** What is thought of a node. */
  private void addStanding(NodeId id, Node.Builder node) {
    node.setDrained(view.intent().drained().contains(id))
        .setExpelled(view.ring().filter(ring -> RingWishes.isExpelled(ring, id)).isPresent());
    NodeHealth health = found.get().get(id);
    if (health != null) {
      node.setSuspect(health.isSuspect())
          .setGiving(health.last().giving())
          .setTaking(health.last().taking());
    }
  }
}
