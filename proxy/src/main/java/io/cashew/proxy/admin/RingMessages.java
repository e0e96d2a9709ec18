package io.cashew.proxy.admin;

import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import io.cashew.proxy.alarm.Alarm;
import io.cashew.proxy.alarm.Alarms;
import io.cashew.proxy.health.NodeHealth;
import io.cashew.ring.Member;
import io.cashew.ring.NodeId;
import io.cashew.ring.Ownership;
import io.cashew.ring.Ring;
import io.cashew.ring.RingChange;
import io.cashew.ring.RingPlan;
import io.cashew.status.CashewException;
import io.cashew.status.Reason;
import io.cashew.v1.AlarmCount;
import io.cashew.v1.AlarmInfo;
import io.cashew.v1.GetRingReply;
import io.cashew.v1.LookupKeyReply;
import io.cashew.v1.NodeWeight;
import io.cashew.v1.PartitionOwner;
import io.cashew.v1.PlanRingReply;
import io.cashew.v1.PlannedNode;
import io.cashew.v1.RingChangeInfo;
import io.cashew.v1.RingShare;
import io.cashew.v1.RingSummary;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** Rings, plans and alarms as messages, and wishes from them. */
final class RingMessages {
  private RingMessages() {}

  /** Throws {@link CashewException} if a name is none. */
  static RingWish wish(io.cashew.v1.RingWishes wishes) {
    try {
      ImmutableMap.Builder<NodeId, Integer> weights = ImmutableMap.builder();
      for (NodeWeight wish : wishes.getWeightsList()) {
        weights.put(new NodeId(wish.getNode()), wish.getWeight());
      }
      return new RingWish(
          ids(wishes.getDrainList()),
          ids(wishes.getUndrainList()),
          weights.buildKeepingLast(),
          wishes.getRollbackTo() == 0 ? Optional.empty() : Optional.of(wishes.getRollbackTo()));
    } catch (IllegalArgumentException e) {
      throw new CashewException(Reason.RING_WISH, String.valueOf(e.getMessage()));
    }
  }

  private static ImmutableSet<NodeId> ids(List<String> names) {
    return names.stream().map(NodeId::new).collect(toImmutableSet());
  }

  static PlanRingReply plan(RingWishes.Planned planned, Map<NodeId, NodeHealth> found) {
    PlanRingReply.Builder reply =
        PlanRingReply.newBuilder()
            .setEpoch(planned.ring().epoch())
            .setMoves(planned.plan().movesLeft())
            .setSteps(planned.plan().stepsLeft());
    Map<NodeId, RingPlan.Flow> flows = planned.plan().flows();
    Set<NodeId> listed = new TreeSet<>(flows.keySet());
    listed.addAll(planned.goal().members().keySet());
    for (NodeId id : listed) {
      RingPlan.Flow flow = flows.getOrDefault(id, RingPlan.Flow.NONE);
      NodeHealth health = found.get(id);
      Member member = planned.goal().members().get(id);
      reply.addNodes(
          PlannedNode.newBuilder()
              .setId(id.value())
              .setWeight(member == null ? 0 : planned.goal().weight(member))
              .setHas(flow.has())
              .setDue(flow.due())
              .setGains(flow.gains())
              .setLoses(flow.loses())
              .setDrained(planned.goal().intent().drained().contains(id))
              .setGiving(health == null ? 0 : health.last().giving()));
    }
    return reply.build();
  }

  static void describe(Ring ring, GetRingReply.Builder reply) {
    reply
        .setEpoch(ring.epoch())
        .setDigest(ring.digest())
        .setPartitions(ring.partitions())
        .setHash(ring.hashSpec().id())
        .addAllShares(shares(ring));
    ring.changes().forEach(change -> reply.addChanges(change(change)));
  }

  static List<PartitionOwner> owners(Ring ring) {
    List<PartitionOwner> owners = new ArrayList<>(ring.partitions());
    for (int p = 0; p < ring.partitions(); p++) {
      Ownership ownership = ring.ownerOf(p);
      owners.add(
          PartitionOwner.newBuilder()
              .setPartition(p)
              .setNode(ownership.owner().value())
              .setSince(ownership.since())
              .build());
    }
    return owners;
  }

  static void addAlarms(Alarms alarms, GetRingReply.Builder reply) {
    for (Alarm alarm : alarms.standing()) {
      reply.addAlarms(
          AlarmInfo.newBuilder()
              .setKind(alarm.kind().label())
              .setText(alarm.text())
              .setSinceMs(alarm.sinceMillis()));
    }
    for (Alarm.Kind kind : Alarm.Kind.values()) {
      long raised = alarms.raised(kind);
      if (raised > 0) {
        reply.addAlarmCounts(AlarmCount.newBuilder().setKind(kind.label()).setRaised(raised));
      }
    }
  }

  /** With the owners of partitions if the ring is one of these epochs. */
  static RingSummary summary(Ring ring, List<Long> withOwnersOf) {
    RingSummary.Builder summary =
        RingSummary.newBuilder()
            .setEpoch(ring.epoch())
            .setDigest(ring.digest())
            .addAllShares(shares(ring));
    if (!ring.changes().isEmpty()) {
      summary.setChange(change(ring.changes().get(ring.changes().size() - 1)));
    }
    if (withOwnersOf.contains(ring.epoch())) {
      summary.addAllOwners(owners(ring));
    }
    return summary.build();
  }

  static LookupKeyReply lookup(Ring ring, long hash, int partition) {
    Ownership ownership = ring.ownerOf(partition);
    LookupKeyReply.Builder reply =
        LookupKeyReply.newBuilder()
            .setHash(hash)
            .setPartition(partition)
            .setOwner(ownership.owner().value())
            .setSince(ownership.since())
            .setEpoch(ring.epoch());
    ring.placement(partition)
        .previous()
        .ifPresent(
            before ->
                reply.setPreviousOwner(before.owner().value()).setPreviousSince(before.since()));
    IntStream.of(ring.standIn(partition))
        .filter(place -> place != Ring.NO_NODE)
        .forEach(place -> reply.setStandIn(ring.nodes().get(place).id().value()));
    return reply.build();
  }

  private static List<RingShare> shares(Ring ring) {
    return ring.shares().entrySet().stream()
        .map(
            share ->
                RingShare.newBuilder()
                    .setNode(share.getKey().value())
                    .setPartitions(share.getValue())
                    .build())
        .toList();
  }

  private static RingChangeInfo change(RingChange change) {
    return RingChangeInfo.newBuilder()
        .setWho(change.who())
        .setWhy(change.why())
        .setAtMs(change.atMillis())
        .setMoved(change.moved())
        .build();
  }
}
