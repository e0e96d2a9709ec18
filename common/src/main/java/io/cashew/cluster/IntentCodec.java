package io.cashew.cluster;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.collect.ImmutableList.toImmutableList;
import static com.google.common.collect.ImmutableSortedMap.toImmutableSortedMap;
import static com.google.common.collect.ImmutableSortedSet.toImmutableSortedSet;
import static java.util.Comparator.naturalOrder;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedSet;
import com.google.protobuf.ByteString;
import io.cashew.internal.v1.RingIntentRecord;
import io.cashew.internal.v1.TargetRecord;
import io.cashew.internal.v1.WeightWish;
import io.cashew.ring.NodeId;
import io.cashew.ring.RingIntent;
import io.cashew.ring.RingTarget;
import java.util.Optional;

/** What operators want of the ring, as it stands in the cluster store. */
public final class IntentCodec {
  private IntentCodec() {}

  public static ByteString encode(RingIntent intent) {
    RingIntentRecord.Builder record = RingIntentRecord.newBuilder();
    intent.drained().forEach(id -> record.addDrained(id.value()));
    intent
        .weights()
        .forEach(
            (id, weight) ->
                record.addWeights(WeightWish.newBuilder().setNode(id.value()).setWeight(weight)));
    intent.target().ifPresent(target -> record.setTarget(targetRecord(target)));
    return record.build().toByteString();
  }

  /**
   * What stands in the store.
   *
   * @throws UnreadableRecordException if it is malformed
   */
  public static RingIntent decode(ByteString stored) {
    return Records.decode(
        "wishes for the ring", stored, RingIntentRecord.parser(), IntentCodec::intent);
  }

  private static RingIntent intent(RingIntentRecord record) {
    return new RingIntent(
        record.getDrainedList().stream()
            .map(NodeId::new)
            .collect(toImmutableSortedSet(naturalOrder())),
        record.getWeightsList().stream()
            .collect(
                toImmutableSortedMap(
                    naturalOrder(), wish -> new NodeId(wish.getNode()), WeightWish::getWeight)),
        record.hasTarget() ? Optional.of(target(record.getTarget())) : Optional.empty());
  }

  private static TargetRecord targetRecord(RingTarget target) {
    ImmutableList<NodeId> nodes = ImmutableSortedSet.copyOf(target.owners()).asList();
    TargetRecord.Builder record = TargetRecord.newBuilder().setEpoch(target.epoch());
    nodes.forEach(id -> record.addNodes(id.value()));
    target.owners().forEach(owner -> record.addOwners(nodes.indexOf(owner)));
    return record.build();
  }

  private static RingTarget target(TargetRecord record) {
    ImmutableList<NodeId> nodes =
        record.getNodesList().stream().map(NodeId::new).collect(toImmutableList());
    return new RingTarget(
        record.getEpoch(),
        record.getOwnersList().stream()
            .map(place -> owner(place, nodes))
            .collect(toImmutableList()));
  }

  private static NodeId owner(int place, ImmutableList<NodeId> nodes) {
    checkArgument(
        place >= 0 && place < nodes.size(),
        "owner: place %s (expected: 0 to %s)",
        Integer.toUnsignedString(place),
        nodes.size() - 1);
    return nodes.get(place);
  }
}
