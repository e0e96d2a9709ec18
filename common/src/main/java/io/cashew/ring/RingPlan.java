package io.cashew.ring;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.collect.ImmutableSortedMap.toImmutableSortedMap;
import static java.util.Comparator.naturalOrder;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.Iterables;
import io.cashew.hash.HashSpec;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Plans the next ring. Pure: the same ring and members give the same plan everywhere.
 *
 * <p>Each member gets its weighted share of the partitions, rounded down or up. Nothing moves that
 * need not: a newcomer takes from those that have too many, and what a leaver had goes to those
 * that have too few. What moves is picked evenly from all that its owner has.
 */
public final class RingPlan {
  private RingPlan() {}

  /**
   * A cluster's first ring.
   *
   * @throws IllegalArgumentException if there is no member, or two have one id
   */
  public static RingDraft first(
      HashSpec spec, Collection<Member> members, String who, String why, long atMillis) {
    checkArgument(!members.isEmpty(), "members: none (expected: at least one)");
    ImmutableSortedMap<NodeId, Member> joined = byId(members);
    Allotment allotment = new Allotment(spec.partitions(), joined.values());
    allotment.balance();

    ImmutableList.Builder<Assignment> assignments = ImmutableList.builder();
    for (int p = 0; p < spec.partitions(); p++) {
      assignments.add(Assignment.moved(allotment.owner(p), Optional.empty()));
    }
    return new RingDraft(
        0,
        spec,
        nodes(joined, Map.of()),
        assignments.build(),
        ImmutableList.of(new RingChange(who, why, atMillis, spec.partitions())));
  }

  /**
   * The ring that follows when these are the members.
   *
   * @return empty if nothing has to change, or if there is no member: a ring is never emptied, the
   *     last one stays
   * @throws IllegalArgumentException if two members have one id
   */
  public static Optional<RingDraft> next(
      Ring current, Collection<Member> members, String who, String why, long atMillis) {
    if (members.isEmpty()) {
      return Optional.empty();
    }
    ImmutableSortedMap<NodeId, Member> joined = byId(members);
    Allotment allotment = new Allotment(current.partitions(), joined.values());
    allotment.keep(current);
    allotment.balance();

    ImmutableList.Builder<Assignment> assignments = ImmutableList.builder();
    Map<NodeId, RingNode> predecessors = new HashMap<>();
    int moved = 0;
    for (int p = 0; p < current.partitions(); p++) {
      Assignment assignment = assignment(current.placement(p), allotment.owner(p));
      assignments.add(assignment);
      moved += assignment.since() == Assignment.CARRIED ? 1 : 0;
      assignment
          .previous()
          .flatMap(before -> current.node(before.owner()))
          .ifPresent(node -> predecessors.put(node.id(), node));
    }
    ImmutableList<RingNode> nodes = nodes(joined, predecessors);
    if (moved == 0 && nodes.equals(current.nodes())) {
      return Optional.empty();
    }
    return Optional.of(
        new RingDraft(
            current.incarnation(),
            current.hashSpec(),
            nodes,
            assignments.build(),
            latest(current.changes(), new RingChange(who, why, atMillis, moved))));
  }

  private static Assignment assignment(Placement before, NodeId owner) {
    return owner.equals(before.ownership().owner())
        ? Assignment.kept(before)
        : Assignment.moved(owner, Optional.of(before.ownership()));
  }

  /** The members, and those that left and are still named; by id. */
  private static ImmutableList<RingNode> nodes(
      ImmutableSortedMap<NodeId, Member> joined, Map<NodeId, RingNode> predecessors) {
    SortedMap<NodeId, RingNode> nodes = new TreeMap<>();
    predecessors.forEach((id, node) -> nodes.put(id, node.gone()));
    joined.forEach((id, member) -> nodes.put(id, RingNode.active(member)));
    return ImmutableList.copyOf(nodes.values());
  }

  private static ImmutableList<RingChange> latest(List<RingChange> changes, RingChange last) {
    int dropped = Math.max(0, changes.size() + 1 - RingDraft.MAX_CHANGES);
    return ImmutableList.copyOf(
        Iterables.concat(Iterables.skip(changes, dropped), ImmutableList.of(last)));
  }

  private static ImmutableSortedMap<NodeId, Member> byId(Collection<Member> members) {
    return members.stream()
        .collect(toImmutableSortedMap(naturalOrder(), Member::id, member -> member));
  }
}
