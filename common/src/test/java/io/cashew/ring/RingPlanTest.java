package io.cashew.ring;

import static io.cashew.ring.Rings.member;
import static io.cashew.ring.Rings.members;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Lists;
import com.google.common.net.HostAndPort;
import io.cashew.hash.HashSpec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RingPlanTest {
  private static final int P = 1024;

  @Test
  void first_tenEqualNodes_areWithinOnePercentOfTheMean() {
    Ring ring = Rings.ring(P, members(10));

    double most = Collections.max(ring.shares().values());

    assertThat(most / (P / 10.0)).isLessThanOrEqualTo(1.01);
  }

  @Test
  void first_weightTwo_getsTwiceAsMuchGiveOrTakeOne() {
    Ring ring = Rings.ring(P, List.of(member("a"), member("b", 2), member("c"), member("d")));

    int single = ring.shares().get(new NodeId("a"));

    assertThat(ring.shares().get(new NodeId("b"))).isBetween(2 * single - 1, 2 * single + 1);
  }

  @Test
  void first_membersInAnyOrder_isTheSamePlan() {
    ImmutableList<Member> members = members(7);

    assertThat(Rings.ring(P, Lists.reverse(members)).digest())
        .isEqualTo(Rings.ring(P, members).digest());
  }

  @Test
  void first_anyPartition_hasNoPrevious() {
    Ring ring = Rings.ring(P, members(3));

    assertThat(placements(ring)).allMatch(placement -> placement.previous().isEmpty());
    assertThat(ring.changes()).containsExactly(new RingChange("test", "first", 0, P, 0));
  }

  @Test
  void first_noMembersOrOneIdTwice_isRefused() {
    HashSpec spec = HashSpec.of(P, 0);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> RingPlan.first(spec, List.of(), "", "", 0))
        .withMessageContaining("members: none");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RingPlan.first(spec, List.of(member("a"), member("a", 2)), "", "", 0));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 9, 10, 31, 100, 700, 1024, 1100})
  void next_oneMoreEqualNode_movesItsShareAndAllToTheNewcomer(int nodes) {
    Ring ring = Rings.ring(P, members(nodes));
    Member newcomer = member("Newcomer"); // before the others in every tie

    Ring next = Rings.next(ring, with(members(nodes), newcomer));

    List<Integer> moved = moved(ring, next);
    assertThat(moved).hasSizeLessThanOrEqualTo((P + nodes) / (nodes + 1));
    assertThat(moved).allMatch(p -> next.ownerOf(p).owner().equals(newcomer.id()));
    assertThat(next.shares().get(newcomer.id())).isGreaterThanOrEqualTo(P / (nodes + 1));
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 10, 11, 100, 1000, 1030})
  void next_oneEqualNodeLess_movesWhatItHadAndNothingElse(int nodes) {
    Ring ring = Rings.ring(P, members(nodes));
    NodeId leaver = members(nodes).get(nodes / 2).id();

    Ring next = Rings.next(ring, without(members(nodes), leaver));

    assertThat(moved(ring, next)).isEqualTo(owned(ring, leaver));
  }

  @Test
  void next_oneEqualNodeLess_spreadsWhatItHadOverAllOthers() {
    Ring ring = Rings.ring(P, members(9));
    NodeId leaver = new NodeId("node-004");

    Ring next = Rings.next(ring, without(members(9), leaver));

    Map<NodeId, Long> gained =
        owned(ring, leaver).stream()
            .collect(Collectors.groupingBy(p -> next.ownerOf(p).owner(), Collectors.counting()));
    assertThat(gained).hasSize(8);
    assertThat(gained.values()).allMatch(count -> count >= 14 && count <= 15);
  }

  @Test
  void next_newcomer_takesEvenlySpacedPartitionsOfEachOwner() {
    Ring ring = Rings.ring(P, "a");

    Ring next = Rings.next(ring, List.of(member("a"), member("b"), member("c"), member("d")));

    List<Integer> kept = owned(next, new NodeId("a"));
    for (int quarter = 0; quarter < 4; quarter++) {
      int from = quarter * P / 4;
      assertThat(kept.stream().filter(p -> p >= from && p < from + P / 4)).hasSize(P / 16);
    }
  }

  @Test
  void next_movedPartition_remembersTheOwnershipItHad() {
    Ring ring = Rings.ring(P, members(3));

    Ring next = Rings.next(ring, members(4));

    assertThat(moved(ring, next))
        .isNotEmpty()
        .allSatisfy(
            p -> {
              assertThat(next.ownerOf(p).since()).isEqualTo(next.epoch());
              assertThat(next.placement(p).previous()).contains(ring.ownerOf(p));
            });
  }

  @Test
  void next_partitionThatStays_keepsSinceAndPrevious() {
    Ring second = Rings.next(Rings.ring(P, members(3)), members(4));

    Ring third = Rings.next(second, members(5));

    assertThat(IntStream.range(0, P).boxed().filter(p -> !moved(second, third).contains(p)))
        .hasSizeGreaterThan(P / 2)
        .allMatch(p -> third.placement(p).equals(second.placement(p)));
  }

  @Test
  void next_nodeThatLeft_isListedAsGoneWhileAPartitionNamesIt() {
    Ring ring = Rings.next(Rings.ring(4, "a", "b"), List.of(member("a")));
    NodeId leaver = new NodeId("b");
    assertThat(ring.node(leaver)).map(RingNode::state).contains(RingNode.State.GONE);

    Ring later = ring;
    for (String owner : List.of("c", "d")) {
      later = Rings.next(later, List.of(member(owner)));
    }

    assertThat(later.node(leaver)).isEmpty();
    assertThat(later.nodes()).extracting(RingNode::id).hasToString("[c, d]");
  }

  @Test
  void next_nodeThatReturns_isActiveAgain() {
    Ring without = Rings.next(Rings.ring(P, "a", "b"), List.of(member("a")));

    Ring with = Rings.next(without, List.of(member("a"), member("b")));

    assertThat(with.node(new NodeId("b"))).map(RingNode::state).contains(RingNode.State.ACTIVE);
    assertThat(with.shares().values()).containsExactly(512, 512);
  }

  @Test
  void next_sameMembers_isEmpty() {
    Ring ring = Rings.ring(P, members(3));

    assertThat(RingPlan.next(ring, members(3), "", "", 0)).isEmpty();
  }

  @Test
  void next_onlyTheInstanceDiffers_isEmpty() {
    Ring ring = Rings.ring(P, "a");
    Member restarted =
        new Member(
            new NodeId("a"), HostAndPort.fromParts("a", 7400), "zone", 1, 99, Member.Intent.STAY);

    assertThat(RingPlan.next(ring, List.of(restarted), "", "", 0)).isEmpty();
  }

  @Test
  void next_addressOrZoneChanged_isCarriedAndMovesNothing() {
    Ring ring = Rings.ring(P, "a", "b");
    Member changed =
        new Member(
            new NodeId("b"), HostAndPort.fromParts("new", 1), "z2", 1, 1, Member.Intent.STAY);

    Ring next = Rings.next(ring, List.of(member("a"), changed));

    assertThat(next.node(changed.id())).contains(RingNode.active(changed, 1));
    assertThat(moved(ring, next)).isEmpty();
    assertThat(next.changes()).last().extracting(RingChange::moved).isEqualTo(0);
  }

  @Test
  void next_noMembers_isEmptyAndTheRingStays() {
    Ring ring = Rings.ring(P, "a");

    assertThat(RingPlan.next(ring, List.of(), "", "", 0)).isEmpty();
  }

  @Test
  void next_manyChanges_keepsTheLastSixteen() {
    Ring ring = Rings.ring(P, "a");

    for (int i = 1; i <= 20; i++) {
      RingDraft draft =
          RingPlan.next(ring, List.of(member("a", i + 1)), "proxy-1", "change " + i, i)
              .orElseThrow();
      ring = draft.at(ring.revision() + 1);
    }

    assertThat(ring.changes()).hasSize(16);
    assertThat(ring.changes().get(0).why()).isEqualTo("change 5");
    assertThat(ring.changes().get(15)).isEqualTo(new RingChange("proxy-1", "change 20", 20, 0, 0));
  }

  @Test
  void next_raisedIncarnation_isKept() {
    RingDraft first = Rings.ring(P, "a").draft();
    Ring restored =
        new RingDraft(3, first.hashSpec(), first.nodes(), first.assignments(), first.changes())
            .at(10);

    Ring next = Rings.next(restored, members(2));

    assertThat(next.epoch()).isEqualTo(Epoch.of(3, 11));
  }

  /** Whatever happens to the members: exact shares, no needless move, no forgotten ownership. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void next_randomHistory_keepsEveryRule(long seed) {
    Random random = new Random(seed);
    SortedMap<NodeId, Member> members = new TreeMap<>();
    join(members, random);
    Ring ring = Rings.ring(2 << random.nextInt(10), List.copyOf(members.values()));

    for (int step = 0; step < 60; step++) {
      change(members, random);
      Optional<RingDraft> draft =
          RingPlan.next(ring, members.values(), "test", "step " + step, step);
      Ring next = draft.isPresent() ? draft.get().at(ring.revision() + 1) : ring;

      checkShares(next, members);
      checkMoves(ring, next);
      checkNodes(next, members);
      assertThat(RingPlan.next(next, members.values(), "", "", 0)).isEmpty();
      ring = next;
    }
  }

  private static void change(SortedMap<NodeId, Member> members, Random random) {
    int changes = 1 + random.nextInt(3);
    for (int i = 0; i < changes; i++) {
      if (members.size() < 2 || random.nextInt(3) == 0) {
        join(members, random);
      } else {
        NodeId chosen = List.copyOf(members.keySet()).get(random.nextInt(members.size()));
        if (random.nextBoolean()) {
          members.remove(chosen);
        } else {
          members.put(chosen, member(chosen.value(), weight(random)));
        }
      }
    }
  }

  private static void join(SortedMap<NodeId, Member> members, Random random) {
    Member member = member("node-" + random.nextInt(40), weight(random));
    members.put(member.id(), member);
  }

  private static int weight(Random random) {
    return random.nextBoolean() ? 1 : 1 + random.nextInt(random.nextBoolean() ? 4 : 1000);
  }

  private static void checkShares(Ring ring, Map<NodeId, Member> members) {
    int total = members.values().stream().mapToInt(Member::weight).sum();
    assertThat(ring.shares().keySet()).isEqualTo(members.keySet());
    members.forEach(
        (id, member) -> {
          double quota = (double) ring.partitions() * member.weight() / total;
          assertThat(ring.shares().get(id))
              .isBetween((int) Math.floor(quota), (int) Math.ceil(quota));
        });
  }

  private static void checkMoves(Ring before, Ring after) {
    List<Integer> moved = moved(before, after);
    for (int p = 0; p < before.partitions(); p++) {
      if (moved.contains(p)) {
        assertThat(after.placement(p))
            .isEqualTo(
                new Placement(
                    new Ownership(after.ownerOf(p).owner(), after.epoch()),
                    Optional.of(before.ownerOf(p))));
      } else {
        assertThat(after.placement(p)).isEqualTo(before.placement(p));
      }
    }
    Set<NodeId> losers =
        moved.stream().map(p -> before.ownerOf(p).owner()).collect(Collectors.toSet());
    assertThat(moved)
        .as("who loses partitions gains none")
        .noneMatch(p -> losers.contains(after.ownerOf(p).owner()));
    if (after.epoch() > before.epoch()) {
      assertThat(Lists.reverse(after.changes()).get(0).moved()).isEqualTo(moved.size());
    }
  }

  private static void checkNodes(Ring ring, Map<NodeId, Member> members) {
    List<NodeId> named = new ArrayList<>();
    placements(ring)
        .forEach(placement -> placement.previous().map(Ownership::owner).ifPresent(named::add));
    for (RingNode node : ring.nodes()) {
      assertThat(node.isActive()).isEqualTo(members.containsKey(node.id()));
      assertThat(node.isActive() || named.contains(node.id())).isTrue();
    }
  }

  private static List<Placement> placements(Ring ring) {
    return IntStream.range(0, ring.partitions()).mapToObj(ring::placement).toList();
  }

  private static List<Integer> moved(Ring before, Ring after) {
    return IntStream.range(0, before.partitions())
        .filter(p -> !before.ownerOf(p).owner().equals(after.ownerOf(p).owner()))
        .boxed()
        .toList();
  }

  private static List<Integer> owned(Ring ring, NodeId owner) {
    return IntStream.range(0, ring.partitions())
        .filter(p -> ring.ownerOf(p).owner().equals(owner))
        .boxed()
        .toList();
  }

  private static List<Member> with(List<Member> members, Member newcomer) {
    return ImmutableList.<Member>builder().addAll(members).add(newcomer).build();
  }

  private static List<Member> without(List<Member> members, NodeId leaver) {
    return members.stream().filter(member -> !member.id().equals(leaver)).toList();
  }
}
