package io.cashew.proxy.admin;

import io.cashew.cluster.GroupCodec;
import io.cashew.group.GroupSpec;
import io.cashew.ring.Member;
import io.cashew.ring.NodeId;
import io.cashew.ring.Ownership;
import io.cashew.ring.Ring;
import io.cashew.ring.RingNode;
import io.cashew.v1.AdminGrpc;
import io.cashew.v1.GetRingReply;
import io.cashew.v1.GetRingRequest;
import io.cashew.v1.Group;
import io.cashew.v1.ListGroupsReply;
import io.cashew.v1.ListGroupsRequest;
import io.cashew.v1.ListNodesReply;
import io.cashew.v1.ListNodesRequest;
import io.cashew.v1.Node;
import io.cashew.v1.PartitionOwner;
import io.cashew.v1.RingChangeInfo;
import io.cashew.v1.RingShare;
import io.grpc.stub.StreamObserver;
import java.util.Map;
import java.util.TreeMap;

/** {@code cashew.v1.Admin} over what the proxy knows. */
public final class AdminService extends AdminGrpc.AdminImplBase {
  private final ClusterView view;

  public AdminService(ClusterView view) {
    this.view = view;
  }

  @Override
  public void listNodes(ListNodesRequest request, StreamObserver<ListNodesReply> replies) {
    TreeMap<NodeId, Node.Builder> nodes = new TreeMap<>();
    view.ring().ifPresent(ring -> addThoseInTheRing(ring, nodes));
    view.members().values().forEach(member -> addRegistered(member, nodes));
    view.acks()
        .forEach(
            (id, epoch) -> {
              Node.Builder node = nodes.get(id);
              if (node != null) {
                node.setAcknowledgedEpoch(epoch);
              }
            });
    ListNodesReply.Builder reply = ListNodesReply.newBuilder();
    nodes.values().forEach(reply::addNodes);
    answer(reply.build(), replies);
  }

  private static void addThoseInTheRing(Ring ring, Map<NodeId, Node.Builder> nodes) {
    for (RingNode node : ring.nodes()) {
      if (node.isActive()) {
        nodes.put(
            node.id(),
            Node.newBuilder()
                .setId(node.id().value())
                .setAddress(node.address().toString())
                .setZone(node.zone())
                .setWeight(node.weight())
                .setPartitions(ring.shares().getOrDefault(node.id(), 0)));
      }
    }
  }

  private static void addRegistered(Member member, Map<NodeId, Node.Builder> nodes) {
    nodes
        .computeIfAbsent(member.id(), id -> Node.newBuilder().setId(id.value()))
        .setAddress(member.address().toString())
        .setZone(member.zone())
        .setWeight(member.weight())
        .setRegistered(true);
  }

  @Override
  public void getRing(GetRingRequest request, StreamObserver<GetRingReply> replies) {
    GetRingReply.Builder reply = GetRingReply.newBuilder().setProxy(view.proxy());
    view.coordinator().ifPresent(reply::setCoordinator);
    view.ring().ifPresent(ring -> describe(ring, request.getWithPartitions(), reply));
    answer(reply.build(), replies);
  }

  private static void describe(Ring ring, boolean withPartitions, GetRingReply.Builder reply) {
    reply
        .setEpoch(ring.epoch())
        .setDigest(ring.digest())
        .setPartitions(ring.partitions())
        .setHash(ring.hashSpec().id());
    ring.shares()
        .forEach(
            (node, partitions) ->
                reply.addShares(
                    RingShare.newBuilder().setNode(node.value()).setPartitions(partitions)));
    ring.changes()
        .forEach(
            change ->
                reply.addChanges(
                    RingChangeInfo.newBuilder()
                        .setWho(change.who())
                        .setWhy(change.why())
                        .setAtMs(change.atMillis())
                        .setMoved(change.moved())));
    for (int p = 0; withPartitions && p < ring.partitions(); p++) {
      Ownership ownership = ring.ownerOf(p);
      reply.addOwners(
          PartitionOwner.newBuilder()
              .setPartition(p)
              .setNode(ownership.owner().value())
              .setSince(ownership.since()));
    }
  }

  @Override
  public void listGroups(ListGroupsRequest request, StreamObserver<ListGroupsReply> replies) {
    ListGroupsReply.Builder reply = ListGroupsReply.newBuilder();
    for (GroupSpec spec : view.groups().values()) {
      reply.addGroups(
          Group.newBuilder().setName(spec.name()).setSettings(GroupCodec.message(spec.settings())));
    }
    answer(reply.build(), replies);
  }

  private static <M> void answer(M message, StreamObserver<M> replies) {
    replies.onNext(message);
    replies.onCompleted();
  }
}
