package io.cashew.ring;

import static io.cashew.ring.Rings.member;
import static io.cashew.ring.Rings.members;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import com.google.common.collect.Iterables;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RingStepsTest {
  private static final int P = 1024;
  private static final int MOST = 52; // five percent, rounded up

  @Test
  void step_nodeJoins_movesAtMostFivePercent() {
    Ring ring = Rings.ring(P, "a", "b");
    RingGoal goal = goal("a", "b", "c");

    List<Ring> rings = follow(ring, goal);

    assertThat(RingPlan.of(ring, goal).movesLeft()).isEqualTo(341);
    assertThat(RingPlan.of(ring, goal).stepsLeft()).isEqualTo(7);
    assertThat(rings).hasSize(7);
    assertThat(movesOf(ring, rings)).containsExactly(52, 52, 52, 52, 52, 52, 29);
    assertThat(Iterables.getLast(rings).shares().values()).containsExactly(342, 341, 341);
  }

  @Test
  void step_smallRing_movesAtLeastOne() {
    assertThat(movesOf(Rings.ring(4, "a"), follow(Rings.ring(4, "a"), goal("a", "b"))))
        .containsExactly(1, 1);
  }

  @Test
  void step_nodeJoins_takesFromAllInTheFirstStep() {
    Ring ring = Rings.ring(P, "a", "b", "c");

    Ring next = step(ring, goal("a", "b", "c", "d"), "d joined").orElseThrow();

    assertThat(next.shares().get(new NodeId("d"))).isEqualTo(MOST);
    assertThat(next.shares().headMap(new NodeId("d")).values())
        .allMatch(share -> share >= 341 - 18 && share <= 342 - 17);
  }

  @Test
  void step_ownerIsNoMember_movesAllOfItAndNothingElse() {
    Ring ring = Rings.ring(P, "a", "b", "c");
    RingGoal goal = goal("a", "b", "d"); // c died while d joined

    Ring next = step(ring, goal, "c left, d joined").orElseThrow();

    for (int p = 0; p < P; p++) {
      boolean ofTheDead = ring.ownerOf(p).owner().equals(new NodeId("c"));
      assertThat(next.ownerOf(p).equals(ring.ownerOf(p))).isEqualTo(!ofTheDead);
    }
  }

  @Test
  void step_leavingNode_keepsWhatIsNotMovedYetAndStaysActive() {
    Ring ring = Rings.ring(P, "a", "b", "c");
    RingGoal goal = RingGoal.of(List.of(member("a"), member("b"), member("c").leaving()));

    List<Ring> rings = follow(ring, goal);

    assertThat(rings).hasSize(7);
    NodeId leaver = new NodeId("c");
    assertThat(rings.subList(0, 6))
        .allMatch(r -> r.node(leaver).orElseThrow().isActive() && r.shares().get(leaver) > 0);
    assertThat(state(rings.get(6), "c")).contains(RingNode.State.GONE);
    assertThat(rings.get(6).shares().values()).containsExactly(512, 512);
  }

  @Test
  void step_leavingNodeThatOwnsNothing_isNotAddedAgain() {
    RingGoal goal = RingGoal.of(List.of(member("a"), member("b").leaving()));
    Ring ring = Rings.ring(P, "a");

    assertThat(step(ring, goal, "")).isEmpty();
  }

  @Test
  void step_everybodyLeaves_movesNothing() {
    Ring ring = Rings.ring(P, "a", "b", "c");
    RingGoal goal = RingGoal.of(List.of(member("a").leaving(), member("b").leaving()));

    assertThat(step(ring, goal, "c left")).isEmpty();
    assertThat(RingPlan.of(ring, goal).movesLeft()).isZero();
  }

  @Test
  void step_drainedNode_losesAllAndGetsItsShareBackWhenTheWishIsWithdrawn() {
    Ring ring = Rings.ring(P, "a", "b");
    RingGoal goal = goal("a", "b").with(drained("b"));

    Ring without = Iterables.getLast(follow(ring, goal));
    Ring with = Iterables.getLast(follow(without, goal.with(RingIntent.NONE)));

    assertThat(without.shares()).containsExactly(Map.entry(new NodeId("a"), P));
    assertThat(with.shares().values()).containsExactly(512, 512);
  }

  @Test
  void step_everybodyDrained_isNotObeyed() {
    Ring ring = Rings.ring(P, "a", "b", "c");
    RingGoal goal = goal("a").with(drained("a")); // the others died

    Ring next = step(ring, goal, "b left, c left").orElseThrow();

    assertThat(next.shares()).containsExactly(Map.entry(new NodeId("a"), P));
  }

  @Test
  void step_weightWished_beatsTheMembersOwn() {
    Ring ring = Rings.ring(P, "a", "b");
    RingIntent intent =
        new RingIntent(
            ImmutableSortedSet.of(), ImmutableSortedMap.of(new NodeId("b"), 3), Optional.empty());

    Ring last = Iterables.getLast(follow(ring, goal("a", "b").with(intent)));

    assertThat(last.shares().values()).containsExactly(256, 768);
    assertThat(last.node(new NodeId("b"))).map(RingNode::weight).contains(3);
  }

  @Test
  void step_formerAssignmentWanted_leadsBackToIt() {
    Ring before = Rings.ring(P, "a", "b");
    Ring after = Iterables.getLast(follow(before, goal("a", "b").with(drained("b"))));
    RingIntent back =
        new RingIntent(
            ImmutableSortedSet.of(), ImmutableSortedMap.of(), Optional.of(RingTarget.of(before)));

    Ring last = Iterables.getLast(follow(after, goal("a", "b").with(back)));

    assertThat(RingTarget.of(last).owners()).isEqualTo(RingTarget.of(before).owners());
    assertThat(back.target().orElseThrow().isReachedBy(last)).isTrue();
  }

  @Test
  void step_formerAssignmentNamesOneThatIsNotThere_isNotFollowed() {
    Ring before = Rings.ring(P, "a", "b", "c");
    Ring after = Iterables.getLast(follow(before, goal("a", "b")));
    RingGoal goal =
        goal("a", "b")
            .with(
                new RingIntent(
                    ImmutableSortedSet.of(),
                    ImmutableSortedMap.of(),
                    Optional.of(RingTarget.of(before))));

    assertThat(RingPlan.of(after, goal).followsTarget()).isFalse();
    assertThat(step(after, goal, "")).isEmpty();
  }

  @Test
  void step_expelledNode_isListedSoWhileItIsNamedAndActiveWhenItIsBack() {
    Ring ring = Rings.ring(P, "a", "b", "c");
    RingGoal goal =
        new RingGoal(
            goal("a", "b").members(), ImmutableSortedSet.of(new NodeId("c")), RingIntent.NONE);

    Ring without = step(ring, goal, "c expelled").orElseThrow();
    Optional<Ring> laterGone = step(without, goal("a", "b"), "");
    Ring with = step(without, goal("a", "b", "c"), "c joined").orElseThrow();

    assertThat(state(without, "c")).contains(RingNode.State.EXPELLED);
    assertThat(laterGone).as("no ring for a change of state alone").isEmpty();
    assertThat(state(with, "c")).contains(RingNode.State.ACTIVE);
  }

  @Test
  void history_stepsOfOneChange_areOneLine() {
    List<Ring> rings = follow(Rings.ring(P, "a", "b"), goal("a", "b", "c"), "c joined");

    assertThat(Iterables.getLast(rings).changes())
        .containsExactly(
            new RingChange("test", "first", 0, P, 0),
            new RingChange("proxy-1", "c joined", 1, 341, 0));
    assertThat(rings.get(0).changes().get(1).left()).isEqualTo(341 - MOST);
  }

  @Test
  void history_anotherChangeInBetween_isALineOfItsOwn() {
    Ring ring = step(Rings.ring(P, "a", "b"), goal("a", "b", "c"), "c joined").orElseThrow();
    Ring drained = step(ring, goal("a", "b", "c").with(drained("b")), "b drained").orElseThrow();
    Ring other = step(drained, goal("a", "b", "c"), "").orElseThrow();

    assertThat(other.changes())
        .extracting(RingChange::why)
        .containsExactly("first", "c joined", "b drained", "balance");
  }

  /** However members and wishes change on the way: few at a time, and no move too many. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16})
  void steps_randomGoals_arriveWithoutADetour(long seed) {
    Random random = new Random(seed);
    Ring ring = Rings.ring(2 << random.nextInt(10), members(1 + random.nextInt(6)));
    for (int round = 0; round < 25; round++) {
      RingGoal goal = randomGoal(random);
      int left = RingPlan.of(ring, goal).movesLeft();
      int most = RingPlan.mostPerStep(ring.partitions());
      while (left > 0) {
        boolean forced = isForced(ring, goal);
        Ring next = step(ring, goal, "").orElseThrow();
        int moved = moved(ring, next);
        assertThat(moved).isPositive();
        assertThat(forced || moved <= most).isTrue();
        left -= moved;
        RingPlan rest = RingPlan.of(next, goal);
        assertThat(rest.movesLeft()).as("no partition moves twice").isEqualTo(left);
        assertThat(isForced(next, goal)).isFalse();
        ring = next;
      }
      Ring settled = step(ring, goal, "").orElse(ring); // weights and addresses
      assertThat(step(settled, goal, "")).isEmpty();
      checkFlows(settled, goal);
      ring = settled;
    }
  }

  private static void checkFlows(Ring ring, RingGoal goal) {
    RingPlan.of(ring, goal)
        .flows()
        .forEach(
            (id, flow) -> {
              assertThat(flow.has()).isEqualTo(flow.due());
              assertThat(ring.shares().getOrDefault(id, 0)).isEqualTo(flow.has());
            });
  }

  private static boolean isForced(Ring ring, RingGoal goal) {
    return ring.shares().entrySet().stream()
        .anyMatch(share -> share.getValue() > 0 && !goal.members().containsKey(share.getKey()));
  }

  private static RingGoal randomGoal(Random random) {
    TreeMap<NodeId, Member> members = new TreeMap<>();
    TreeSet<NodeId> drained = new TreeSet<>();
    TreeMap<NodeId, Integer> weights = new TreeMap<>();
    members.put(new NodeId("stays"), member("stays"));
    for (Member member : members(8)) {
      switch (random.nextInt(6)) {
        case 0 -> {}
        case 1 -> members.put(member.id(), member.leaving());
        case 2 -> {
          members.put(member.id(), member);
          drained.add(member.id());
        }
        case 3 -> {
          members.put(member.id(), member);
          weights.put(member.id(), 1 + random.nextInt(20));
        }
        default -> members.put(member.id(), member);
      }
    }
    return RingGoal.of(members.values())
        .with(
            new RingIntent(
                ImmutableSortedSet.copyOf(drained),
                ImmutableSortedMap.copyOf(weights),
                Optional.empty()));
  }

  private static RingGoal goal(String... ids) {
    return RingGoal.of(IntStream.range(0, ids.length).mapToObj(i -> member(ids[i])).toList());
  }

  private static RingIntent drained(String id) {
    return new RingIntent(
        ImmutableSortedSet.of(new NodeId(id)), ImmutableSortedMap.of(), Optional.empty());
  }

  private static Optional<RingNode.State> state(Ring ring, String id) {
    return ring.node(new NodeId(id)).map(RingNode::state);
  }

  private static List<Ring> follow(Ring ring, RingGoal goal) {
    return follow(ring, goal, "");
  }

  /** Every ring until nothing has to change. */
  private static List<Ring> follow(Ring ring, RingGoal goal, String firstWhy) {
    List<Ring> rings = new ArrayList<>();
    Optional<Ring> next = step(ring, goal, firstWhy);
    while (next.isPresent()) {
      rings.add(next.get());
      next = step(next.get(), goal, "");
    }
    return rings;
  }

  private static Optional<Ring> step(Ring ring, RingGoal goal, String why) {
    return RingPlan.of(ring, goal).step("proxy-1", why, 1).map(d -> d.at(ring.revision() + 1));
  }

  private static List<Integer> movesOf(Ring first, List<Ring> rings) {
    List<Integer> moves = new ArrayList<>();
    Ring before = first;
    for (Ring ring : rings) {
      moves.add(moved(before, ring));
      before = ring;
    }
    return moves;
  }

  private static int moved(Ring before, Ring after) {
    return (int)
        IntStream.range(0, before.partitions())
            .filter(p -> !before.ownerOf(p).owner().equals(after.ownerOf(p).owner()))
            .count();
  }
}
