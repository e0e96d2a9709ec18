package io.cashew.ring;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.Iterables;
import io.cashew.hash.HashSpec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * The way from a ring to its goal. Pure: the same ring and goal give the same plan everywhere.
 *
 * <p>Each node that is to own partitions gets its weighted share, rounded down or up. Nothing moves
 * that need not: a newcomer takes from those that have too many, and what a leaver had goes to
 * those that have too few. What moves is picked evenly from all that its owner has.
 *
 * <p>The way has steps, each a ring of its own. A move is <em>forced</em> if the owner is no member
 * any more: all of these are made at once, and nothing else in that step. The others are voluntary:
 * a step makes few of them, so that few partitions are cold at a time. A plan made again after a
 * step is the rest of this one.
 */
public final class RingPlan {
  /** Of the partitions, how much one step may move voluntarily, in percent. */
  public static final int STEP_PERCENT = 5;

  private final Ring current;
  private final RingGoal goal;
  private final ImmutableSortedMap<NodeId, Integer> shares;
  private final ImmutableList<NodeId> due; // by partition
  private final ImmutableList<Integer> forced;
  private final ImmutableList<Integer> voluntary;

  private RingPlan(Ring current, RingGoal goal) {
    this.current = current;
    this.goal = goal;
    this.shares = goal.shares();
    this.due = due(current, goal, shares);
    this.forced = moves(owner -> !goal.members().containsKey(owner));
    this.voluntary = moves(owner -> goal.members().containsKey(owner));
  }

  /**
   * What has to be done. A ring is never emptied: if nobody is to own anything, that is nothing.
   */
  public static RingPlan of(Ring current, RingGoal goal) {
    return new RingPlan(current, goal);
  }

  /**
   * A cluster's first ring.
   *
   * @throws IllegalArgumentException if nobody is to own anything
   */
  public static RingDraft first(
      HashSpec spec, RingGoal goal, String who, String why, long atMillis) {
    ImmutableSortedMap<NodeId, Integer> shares = goal.shares();
    checkArgument(!shares.isEmpty(), "members: none (expected: at least one)");
    Allotment allotment = new Allotment(spec.partitions(), shares);
    allotment.balance();
    ImmutableList<Assignment> assignments =
        IntStream.range(0, spec.partitions())
            .mapToObj(p -> Assignment.moved(allotment.owner(p), Optional.empty()))
            .collect(toImmutableList());
    return new RingDraft(
        0,
        spec,
        nodes(goal, shares.keySet(), Map.of()),
        assignments,
        ImmutableList.of(new RingChange(who, why, atMillis, spec.partitions(), 0)));
  }

  /** A cluster's first ring, of these members. */
  public static RingDraft first(
      HashSpec spec, Collection<Member> members, String who, String why, long atMillis) {
    return first(spec, RingGoal.of(members), who, why, atMillis);
  }

  /**
   * The ring that these members lead to, all steps in one.
   *
   * @return empty if nothing has to change
   * @throws IllegalArgumentException if two members have one id
   */
  public static Optional<RingDraft> next(
      Ring current, Collection<Member> members, String who, String why, long atMillis) {
    RingPlan plan = of(current, RingGoal.of(members));
    return plan.draft(
        ImmutableList.copyOf(Iterables.concat(plan.forced, plan.voluntary)), who, why, atMillis);
  }

  /** Partitions that still have to change owner. */
  public int movesLeft() {
    return forced.size() + voluntary.size();
  }

  /** Steps that still have to be made for them. */
  public int stepsLeft() {
    int most = mostPerStep(current.partitions());
    return (forced.isEmpty() ? 0 : 1) + (voluntary.size() + most - 1) / most;
  }

  /** What every node has, gains and loses; all that have or get something, by id. */
  public ImmutableSortedMap<NodeId, Flow> flows() {
    SortedMap<NodeId, Flow> flows = new TreeMap<>();
    shares.keySet().forEach(id -> flows.put(id, Flow.NONE));
    for (int p = 0; p < due.size(); p++) {
      NodeId owner = current.ownerOf(p).owner();
      flows.merge(owner, new Flow(1, 0, 0), Flow::plus);
      if (!owner.equals(due.get(p))) {
        flows.merge(owner, new Flow(0, 0, 1), Flow::plus);
        flows.merge(due.get(p), new Flow(0, 1, 0), Flow::plus);
      }
    }
    return ImmutableSortedMap.copyOf(flows);
  }

  /** Whether this goes back to the former assignment that the goal names. */
  public boolean followsTarget() {
    return goal.target().filter(target -> target.owners().equals(due)).isPresent();
  }

  /**
   * The ring of the next step.
   *
   * @param why what began the change; empty if nothing new did: the step then goes on with the last
   *     change, or balances
   * @return empty if nothing has to change
   */
  public Optional<RingDraft> step(String who, String why, long atMillis) {
    return draft(forced.isEmpty() ? someOf(voluntary) : forced, who, why, atMillis);
  }

  /** How many partitions one step may move voluntarily. */
  public static int mostPerStep(int partitions) {
    return Math.max(1, (partitions * STEP_PERCENT + 99) / 100);
  }

  /** As many as a step may have, evenly spaced, so that all who give and get have their part. */
  private ImmutableList<Integer> someOf(ImmutableList<Integer> moves) {
    int some = Math.min(moves.size(), mostPerStep(current.partitions()));
    return IntStream.range(0, some)
        .mapToObj(i -> moves.get((int) ((long) i * moves.size() / some)))
        .collect(toImmutableList());
  }

  private static ImmutableList<NodeId> due(
      Ring current, RingGoal goal, ImmutableSortedMap<NodeId, Integer> shares) {
    int partitions = current.partitions();
    Optional<RingTarget> target =
        goal.target().filter(former -> former.owners().size() == partitions);
    if (target.isPresent()) {
      return target.get().owners();
    }
    if (shares.isEmpty()) {
      return RingTarget.of(current).owners();
    }
    Allotment allotment = new Allotment(partitions, shares);
    allotment.keep(current);
    allotment.balance();
    return IntStream.range(0, partitions).mapToObj(allotment::owner).collect(toImmutableList());
  }

  private ImmutableList<Integer> moves(Predicate<NodeId> owner) {
    return IntStream.range(0, due.size())
        .filter(p -> !current.ownerOf(p).owner().equals(due.get(p)))
        .filter(p -> owner.test(current.ownerOf(p).owner()))
        .boxed()
        .collect(toImmutableList());
  }

  private Optional<RingDraft> draft(
      ImmutableList<Integer> moves, String who, String why, long atMillis) {
    if (shares.isEmpty()) {
      return Optional.empty();
    }
    Set<Integer> moved = new HashSet<>(moves);
    List<Assignment> assignments = new ArrayList<>();
    Set<NodeId> owners = new HashSet<>(shares.keySet());
    Map<NodeId, RingNode> predecessors = new HashMap<>();
    for (int p = 0; p < due.size(); p++) {
      Assignment assignment = moved.contains(p) ? moved(p) : Assignment.kept(current.placement(p));
      assignments.add(assignment);
      owners.add(assignment.owner());
      assignment
          .previous()
          .flatMap(before -> current.node(before.owner()))
          .ifPresent(node -> predecessors.put(node.id(), node));
    }
    ImmutableList<RingNode> nodes = nodes(goal, owners, predecessors);
    if (moves.isEmpty() && nodes.equals(current.nodes())) {
      return Optional.empty();
    }
    return Optional.of(
        new RingDraft(
            current.incarnation(),
            current.hashSpec(),
            nodes,
            ImmutableList.copyOf(assignments),
            changes(who, why, atMillis, moves.size())));
  }

  private Assignment moved(int partition) {
    return Assignment.moved(due.get(partition), Optional.of(current.ownerOf(partition)));
  }

  /**
   * Those that own something or are to, and those that do not and are still named; by id. Whoever
   * has left, or has given all it had, is listed as gone.
   */
  private static ImmutableList<RingNode> nodes(
      RingGoal goal, Set<NodeId> owners, Map<NodeId, RingNode> predecessors) {
    SortedMap<NodeId, RingNode> nodes = new TreeMap<>();
    predecessors.forEach((id, node) -> nodes.put(id, departed(node, goal)));
    goal.members()
        .forEach(
            (id, member) -> {
              if (owners.contains(id)) {
                nodes.put(id, RingNode.active(member, goal.weight(member)));
              }
            });
    return ImmutableList.copyOf(nodes.values());
  }

  /** What has departed before stays as it is listed. */
  private static RingNode departed(RingNode node, RingGoal goal) {
    if (!node.isActive()) {
      return node;
    }
    return goal.expelled().contains(node.id()) ? node.expelled() : node.gone();
  }

  /** The history with this step: a line of its own, or more on the last if it goes on with that. */
  private ImmutableList<RingChange> changes(String who, String why, long atMillis, int moved) {
    ImmutableList<RingChange> before = current.changes();
    int left = movesLeft() - moved;
    RingChange last = Iterables.getLast(before, null);
    if (last != null && moved > 0 && continues(last, why)) {
      return appended(before.subList(0, before.size() - 1), last.continued(moved, left));
    }
    String reason = why.isEmpty() ? "balance" : why;
    int dropped = Math.max(0, before.size() + 1 - RingDraft.MAX_CHANGES);
    return appended(
        before.subList(dropped, before.size()), new RingChange(who, reason, atMillis, moved, left));
  }

  /** Whether the last change stopped where this plan begins, and nothing new has come up. */
  private boolean continues(RingChange last, String why) {
    return last.left() == movesLeft() && (why.isEmpty() || why.equals(last.why()));
  }

  private static ImmutableList<RingChange> appended(List<RingChange> changes, RingChange last) {
    return ImmutableList.<RingChange>builder().addAll(changes).add(last).build();
  }

  /**
   * What a plan does to one node, in partitions.
   *
   * @param has what it owns now
   */
  public record Flow(int has, int gains, int loses) {
    /** It has nothing, and gets nothing. */
    public static final Flow NONE = new Flow(0, 0, 0);

    /** What it owns in the end. */
    public int due() {
      return has + gains - loses;
    }

    private Flow plus(Flow other) {
      return new Flow(has + other.has, gains + other.gains, loses + other.loses);
    }
  }
}
