package io.cashew.ring;

import static io.cashew.ring.Rings.member;
import static io.cashew.ring.Rings.members;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.common.collect.ImmutableList;
import com.google.common.net.HostAndPort;
import io.cashew.hash.HashSpec;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

final class RingTest {
  @Test
  void ownerIndex_ofPartition_isThePlaceOfItsOwner() {
    Ring ring = Rings.ring(64, members(5));

    for (int p = 0; p < ring.partitions(); p++) {
      RingNode owner = ring.nodes().get(ring.ownerIndex(p));

      assertThat(owner.id()).isEqualTo(ring.ownerOf(p).owner());
    }
  }

  @Test
  void standIn_ofPartition_isAnotherActiveNode() {
    Ring ring =
        Rings.next(
            Rings.ring(64, "a", "b", "c", "d"), List.of(member("a"), member("b"), member("c")));

    for (int p = 0; p < ring.partitions(); p++) {
      assertThat(ring.standIn(p)).isNotEqualTo(ring.ownerIndex(p));
      assertThat(ring.nodes().get(ring.standIn(p)).isActive()).isTrue();
    }
  }

  @Test
  void standIn_partitionsOfOneOwner_areSpreadOverAllOthers() {
    Ring ring = Rings.ring(1024, members(5));
    int[] standingIn = new int[5];

    for (int p = 0; p < ring.partitions(); p++) {
      if (ring.ownerIndex(p) == 2) {
        standingIn[ring.standIn(p)]++;
      }
    }

    assertThat(standingIn[2]).isZero();
    assertThat(standingIn[0]).isBetween(51, 52);
    assertThat(standingIn[1]).isBetween(51, 52);
    assertThat(standingIn[3]).isBetween(51, 52);
    assertThat(standingIn[4]).isBetween(51, 52);
  }

  @Test
  void standIn_onlyOneActiveNode_isNone() {
    Ring ring = Rings.ring(2, "a");

    assertThat(ring.standIn(1)).isEqualTo(Ring.NO_NODE);
  }

  @Test
  void node_unknownId_isEmpty() {
    Ring ring = Rings.ring(2, "a");

    assertThat(ring.node(new NodeId("b"))).isEmpty();
    assertThat(ring.node(new NodeId("a")))
        .map(RingNode::address)
        .contains(HostAndPort.fromParts("a", 7400));
  }

  @Test
  void shares_moreNodesThanPartitions_listsThoseThatOwnNothing() {
    Ring ring = Rings.ring(2, "a", "b", "c");

    assertThat(ring.shares().keySet()).hasToString("[a, b, c]");
    assertThat(ring.shares().values()).containsExactly(1, 1, 0);
  }

  @Test
  void digest_sameRecordAtSameRevision_isEqual() {
    Ring ring = Rings.ring(64, "a", "b");

    assertThat(ring.draft().at(ring.revision()).digest())
        .isEqualTo(ring.digest())
        .matches("[0-9a-f]{16}");
  }

  @Test
  void digest_onlyAnAddressDiffers_isEqual() {
    Ring ring = Rings.ring(64, "a", "b");
    Member moved =
        new Member(
            new NodeId("b"), HostAndPort.fromParts("c", 1), "zone", 1, 1, Member.Intent.STAY);

    Ring next = Rings.next(ring, List.of(member("a"), moved));

    assertThat(next.epoch()).isGreaterThan(ring.epoch());
    assertThat(next.digest()).isEqualTo(ring.digest());
  }

  @Test
  void digest_ownerOrSinceOrSeedDiffers_differs() {
    List<Member> members = List.of(member("a"), member("b"));
    Ring ring = Rings.ring(64, members);
    Set<String> digests = new TreeSet<>();

    digests.add(ring.digest());
    digests.add(ring.draft().at(2).digest());
    digests.add(Rings.ring(64, "a", "c").digest());
    digests.add(Rings.ring(32, "a", "b").digest());
    digests.add(RingPlan.first(HashSpec.of(64, 1), members, "", "", 0).at(1).digest());

    assertThat(digests).hasSize(5);
  }

  @Test
  void at_carriedPartition_isOwnedSinceTheRevisionThatCarriesIt() {
    Ring ring = RingPlan.first(HashSpec.of(2, 0), members(1), "", "", 0).at(77);

    assertThat(ring.ownerOf(0).since()).isEqualTo(ring.epoch()).isEqualTo(Epoch.of(0, 77));
  }

  @Test
  void at_revisionBeforeAPartitionsSince_isRefused() {
    Ring later = Rings.next(Rings.ring(64, "a"), members(2));
    RingDraft draft = RingPlan.next(later, members(3), "", "", 0).orElseThrow();

    assertThatIllegalArgumentException()
        .isThrownBy(() -> draft.at(1))
        .withMessageContaining("since: 0.2 (expected: at most 0.1");
  }

  @Test
  void draft_ownerNotListedOrGone_isRefused() {
    HashSpec spec = HashSpec.of(2, 0);
    RingNode active = RingNode.active(member("a"), 1);
    Assignment assignment = new Assignment(new NodeId("a"), 0, Optional.empty());
    ImmutableList<Assignment> assignments = ImmutableList.of(assignment, assignment);

    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new RingDraft(0, spec, ImmutableList.of(), assignments, ImmutableList.of()))
        .withMessageContaining("partition 0: owned by a");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new RingDraft(
                    0, spec, ImmutableList.of(active.gone()), assignments, ImmutableList.of()))
        .withMessageContaining("partition 0: owned by a");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new RingDraft(
                    0, spec, ImmutableList.of(active, active), assignments, ImmutableList.of()))
        .withMessageContaining("node a: listed twice");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new RingDraft(
                    0,
                    spec,
                    ImmutableList.of(active),
                    ImmutableList.of(assignment),
                    ImmutableList.of()))
        .withMessageContaining("placements: 1 (expected: 2");
  }

  @Test
  void placement_previousNotEarlierOrTheSameOwner_isRefused() {
    Ownership now = new Ownership(new NodeId("a"), 5);
    Ownership later = new Ownership(new NodeId("b"), 5);
    Ownership same = new Ownership(new NodeId("a"), 4);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Placement(now, Optional.of(later)))
        .withMessageContaining("previous since: 0.5 (expected: < 0.5");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Placement(now, Optional.of(same)))
        .withMessageContaining("previous owner: a");
  }

  @Test
  void member_outOfRange_isRefusedWithWhatIsExpected() {
    NodeId id = new NodeId("a");
    HostAndPort address = HostAndPort.fromParts("a", 1);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Member(id, HostAndPort.fromString("a"), "", 1, 0, Member.Intent.STAY))
        .withMessageContaining("address: a (expected: host:port)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Member(id, address, "", 0, 0, Member.Intent.STAY))
        .withMessageContaining("weight: 0 (expected: 1 to 1000)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Member(id, address, "z".repeat(65), 1, 0, Member.Intent.STAY))
        .withMessageContaining("zone");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new NodeId("a/b"))
        .withMessageContaining("node id: \"a/b\"");
  }
}
