package io.cashew.proxy.coordinator;

import io.cashew.ring.Epoch;
import io.cashew.ring.Member;
import io.cashew.ring.NodeId;
import io.cashew.ring.Ring;
import io.cashew.ring.RingGoal;
import io.cashew.ring.RingNode;
import io.cashew.ring.RingPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Why the ring changes, in words for its history. */
final class Cause {
  private final Ring ring;
  private final RingGoal goal;
  private final Set<NodeId> sharers;
  private final List<String> parts = new ArrayList<>();

  private Cause(Ring ring, RingGoal goal) {
    this.ring = ring;
    this.goal = goal;
    this.sharers = goal.shares().keySet();
  }

  /** What differs between a ring and its goal; empty if it is only that partitions are to move. */
  static String of(Ring ring, RingGoal goal, RingPlan plan) {
    Cause cause = new Cause(ring, goal);
    cause.addJoined();
    ring.nodes().stream().filter(RingNode::isActive).forEach(cause::addChanged);
    if (plan.followsTarget()) {
      goal.target().ifPresent(to -> cause.parts.add("back to ring " + Epoch.toText(to.epoch())));
    }
    return String.join(", ", cause.parts);
  }

  private void addJoined() {
    for (NodeId id : sharers) {
      if (!ring.shares().containsKey(id)) {
        parts.add(id + " joined");
      }
    }
  }

  private void addChanged(RingNode node) {
    Member member = goal.members().get(node.id());
    if (member == null) {
      parts.add(node.id() + (goal.expelled().contains(node.id()) ? " expelled" : " left"));
    } else if (!sharers.contains(node.id())) {
      boolean leaves = member.intent() == Member.Intent.LEAVE;
      parts.add(node.id() + (leaves ? " leaves" : " is drained"));
    } else if (goal.weight(member) != node.weight()) {
      parts.add("weight of %s: %d".formatted(node.id(), goal.weight(member)));
    } else if (!member.address().equals(node.address()) || !member.zone().equals(node.zone())) {
      parts.add(node.id() + " changed its settings");
    }
  }
}
