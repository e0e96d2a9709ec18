package io.cashew.cluster;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.net.HostAndPort;
import com.google.protobuf.ByteString;
import io.cashew.hash.HashSpec;
import io.cashew.hash.HashVector;
import io.cashew.internal.v1.RingRecord;
import io.cashew.ring.Assignment;
import io.cashew.ring.NodeId;
import io.cashew.ring.Ownership;
import io.cashew.ring.Ring;
import io.cashew.ring.RingChange;
import io.cashew.ring.RingDraft;
import io.cashew.ring.RingNode;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The ring as it stands in the cluster store. */
public final class RingCodec {
  private RingCodec() {}

  /** What to put for a draft. */
  public static ByteString encode(RingDraft draft) {
    return record(draft).toByteString();
  }

  static RingRecord record(RingDraft draft) {
    RingRecord.Builder record =
        RingRecord.newBuilder()
            .setIncarnation(draft.incarnation())
            .setHash(hashRecord(draft.hashSpec()));
    Map<NodeId, Integer> places = new HashMap<>();
    for (RingNode node : draft.nodes()) {
      places.put(node.id(), places.size());
      record.addNodes(nodeRecord(node));
    }
    for (Assignment assignment : draft.assignments()) {
      record.addPlacements(placementRecord(assignment, places));
    }
    for (RingChange change : draft.changes()) {
      record.addChanges(changeRecord(change));
    }
    return record.build();
  }

  /**
   * The ring that a put of the ring's key carried.
   *
   * @throws UnreadableRecordException if it is malformed or impossible, or hashes as this process
   *     does not
   */
  public static Ring decode(Versioned stored) {
    return Records.decode(
        "ring record of revision " + stored.revision(),
        stored.value(),
        RingRecord.parser(),
        record -> draft(record).at(stored.revision()));
  }

  static RingDraft draft(RingRecord record) {
    ImmutableList<RingNode> nodes =
        record.getNodesList().stream().map(RingCodec::node).collect(toImmutableList());
    return new RingDraft(
        record.getIncarnation(),
        hashSpec(record.getHash()),
        nodes,
        record.getPlacementsList().stream()
            .map(placement -> assignment(placement, nodes))
            .collect(toImmutableList()),
        record.getChangesList().stream().map(RingCodec::change).collect(toImmutableList()));
  }

  private static io.cashew.internal.v1.HashSpec hashRecord(HashSpec spec) {
    io.cashew.internal.v1.HashSpec.Builder record =
        io.cashew.internal.v1.HashSpec.newBuilder()
            .setId(spec.id())
            .setPartitions(spec.partitions())
            .setSeed(spec.seed());
    for (HashVector vector : spec.vectors()) {
      record
          .addVectorsBuilder()
          .setGroup(vector.group())
          .setKey(vector.key())
          .setHash(vector.hash())
          .setPartition(vector.partition());
    }
    return record.build();
  }

  private static HashSpec hashSpec(io.cashew.internal.v1.HashSpec record) {
    return new HashSpec(
        record.getId(),
        record.getPartitions(),
        record.getSeed(),
        record.getVectorsList().stream()
            .map(
                vector ->
                    new HashVector(
                        vector.getGroup(),
                        vector.getKey(),
                        vector.getHash(),
                        vector.getPartition()))
            .collect(toImmutableList()));
  }

  private static io.cashew.internal.v1.RingNode nodeRecord(RingNode node) {
    return io.cashew.internal.v1.RingNode.newBuilder()
        .setId(node.id().value())
        .setAddress(node.address().toString())
        .setZone(node.zone())
        .setWeight(node.weight())
        .setState(
            switch (node.state()) {
              case ACTIVE -> io.cashew.internal.v1.RingNode.State.ACTIVE;
              case GONE -> io.cashew.internal.v1.RingNode.State.GONE;
              case EXPELLED -> io.cashew.internal.v1.RingNode.State.EXPELLED;
            })
        .build();
  }

  private static RingNode node(io.cashew.internal.v1.RingNode record) {
    return new RingNode(
        new NodeId(record.getId()),
        HostAndPort.fromString(record.getAddress()),
        record.getZone(),
        record.getWeight(),
        switch (record.getState()) {
          case ACTIVE -> RingNode.State.ACTIVE;
          case GONE -> RingNode.State.GONE;
          case EXPELLED -> RingNode.State.EXPELLED;
          case STATE_UNSPECIFIED, UNRECOGNIZED ->
              throw new IllegalArgumentException(
                  "node %s: state %d (expected: ACTIVE, GONE or EXPELLED)"
                      .formatted(record.getId(), record.getStateValue()));
        });
  }

  private static io.cashew.internal.v1.Placement placementRecord(
      Assignment assignment, Map<NodeId, Integer> places) {
    io.cashew.internal.v1.Placement.Builder record =
        io.cashew.internal.v1.Placement.newBuilder()
            .setOwner(places.getOrDefault(assignment.owner(), Ring.NO_NODE))
            .setSince(assignment.since());
    assignment
        .previous()
        .ifPresent(
            previous ->
                record
                    .setPreviousOwner(places.getOrDefault(previous.owner(), Ring.NO_NODE) + 1)
                    .setPreviousSince(previous.since()));
    return record.build();
  }

  private static Assignment assignment(
      io.cashew.internal.v1.Placement record, ImmutableList<RingNode> nodes) {
    Optional<Ownership> previous =
        record.getPreviousOwner() == 0
            ? Optional.empty()
            : Optional.of(
                new Ownership(
                    idAt(record.getPreviousOwner() - 1, nodes), record.getPreviousSince()));
    return new Assignment(idAt(record.getOwner(), nodes), record.getSince(), previous);
  }

  private static NodeId idAt(int place, ImmutableList<RingNode> nodes) {
    checkArgument(
        place >= 0 && place < nodes.size(),
        "node place: %s (expected: 0 to %s)",
        Integer.toUnsignedString(place),
        nodes.size() - 1);
    return nodes.get(place).id();
  }

  private static io.cashew.internal.v1.RingChange changeRecord(RingChange change) {
    return io.cashew.internal.v1.RingChange.newBuilder()
        .setWho(change.who())
        .setWhy(change.why())
        .setAtMs(change.atMillis())
        .setMoved(change.moved())
        .setLeft(change.left())
        .build();
  }

  private static RingChange change(io.cashew.internal.v1.RingChange record) {
    return new RingChange(
        record.getWho(), record.getWhy(), record.getAtMs(), record.getMoved(), record.getLeft());
  }
}
