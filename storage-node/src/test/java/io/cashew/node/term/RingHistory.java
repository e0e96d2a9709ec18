package io.cashew.node.term;

import com.google.common.collect.ImmutableList;
import com.google.common.net.HostAndPort;
import io.cashew.hash.HashSpec;
import io.cashew.ring.Assignment;
import io.cashew.ring.NodeId;
import io.cashew.ring.Ownership;
import io.cashew.ring.Placement;
import io.cashew.ring.Ring;
import io.cashew.ring.RingDraft;
import io.cashew.ring.RingNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Rings of nodes a, b and c and two partitions, each ring one partition's move after the last. */
public final class RingHistory {
  private static final HashSpec SPEC = HashSpec.of(2, 0);
  private static final ImmutableList<RingNode> NODES =
      Stream.of("a", "b", "c").map(RingHistory::node).collect(ImmutableList.toImmutableList());

  private final Set<String> expelled = new HashSet<>();
  private Ring current;

  private RingHistory(Ring first) {
    current = first;
  }

  /** Epoch 1: who owns which partition, with no predecessors. */
  public static RingHistory beginning(String ownerOf0, String ownerOf1) {
    return new RingHistory(
        ring(
            1,
            NODES,
            List.of(
                new Assignment(new NodeId(ownerOf0), 0, Optional.empty()),
                new Assignment(new NodeId(ownerOf1), 0, Optional.empty()))));
  }

  /** The table of a node that has learned that there is no ring yet. */
  public static TermTable learner(NodeId id) {
    TermTable table = new TermTable(id);
    table.learned();
    return table;
  }

  public Ring current() {
    return current;
  }

  /** The next epoch: a node is expelled, and its partition moves. */
  public Ring expel(String node, int partition, String owner) {
    expelled.add(node);
    return move(partition, owner);
  }

  /** The next epoch: a partition moves. */
  public Ring move(int partition, String owner) {
    List<Assignment> assignments = new ArrayList<>();
    for (int p = 0; p < current.partitions(); p++) {
      Placement placement = current.placement(p);
      Ownership before = placement.ownership();
      assignments.add(
          p == partition
              ? new Assignment(new NodeId(owner), Assignment.CARRIED, Optional.of(before))
              : new Assignment(before.owner(), before.since(), placement.previous()));
    }
    ImmutableList<RingNode> nodes =
        NODES.stream().map(this::state).collect(ImmutableList.toImmutableList());
    current = ring(current.revision() + 1, nodes, assignments);
    return current;
  }

  private RingNode state(RingNode node) {
    return expelled.contains(node.id().value())
        ? new RingNode(
            node.id(), node.address(), node.zone(), node.weight(), RingNode.State.EXPELLED)
        : node;
  }

  private static Ring ring(
      long revision, ImmutableList<RingNode> nodes, List<Assignment> assignments) {
    return new RingDraft(0, SPEC, nodes, ImmutableList.copyOf(assignments), ImmutableList.of())
        .at(revision);
  }

  private static RingNode node(String id) {
    return new RingNode(
        new NodeId(id), HostAndPort.fromParts(id, 7400), "", 1, RingNode.State.ACTIVE);
  }
}
