package io.cashew.proxy.admin;

import com.google.common.net.HostAndPort;
import io.cashew.cluster.GroupCodec;
import io.cashew.group.GroupSpec;
import io.cashew.operation.Limits;
import io.cashew.ring.Member;
import io.cashew.ring.NodeId;
import io.cashew.ring.Ownership;
import io.cashew.ring.Ring;
import io.cashew.ring.RingNode;
import io.cashew.rpc.StatusCodec;
import io.cashew.status.CashewException;
import io.cashew.status.Reason;
import io.cashew.v1.AdminGrpc;
import io.cashew.v1.GetRingReply;
import io.cashew.v1.GetRingRequest;
import io.cashew.v1.GetStatisticsReply;
import io.cashew.v1.GetStatisticsRequest;
import io.cashew.v1.Group;
import io.cashew.v1.InspectKeyReply;
import io.cashew.v1.InspectKeyRequest;
import io.cashew.v1.ListGroupsReply;
import io.cashew.v1.ListGroupsRequest;
import io.cashew.v1.ListNodesReply;
import io.cashew.v1.ListNodesRequest;
import io.cashew.v1.Node;
import io.cashew.v1.NodeStatistics;
import io.cashew.v1.PartitionOwner;
import io.cashew.v1.RingChangeInfo;
import io.cashew.v1.RingShare;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/** {@code cashew.v1.Admin} over what the proxy knows and what nodes report. */
public final class AdminService extends AdminGrpc.AdminImplBase {
  private final ClusterView view;
  private final NodeReports nodes;

  public AdminService(ClusterView view, NodeReports nodes) {
    this.view = view;
    this.nodes = nodes;
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

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // the answer to the call is the end
  public void inspectKey(InspectKeyRequest request, StreamObserver<InspectKeyReply> replies) {
    Ring ring;
    try {
      Limits.checkGroup(request.getGroup());
      Limits.checkKey(request.getKey());
      ring =
          view.ring()
              .orElseThrow(() -> new CashewException(Reason.NO_RING, "this proxy has no ring yet"));
    } catch (CashewException e) {
      replies.onError(StatusCodec.toStatus(e.reason(), String.valueOf(e.getMessage())));
      return;
    }
    long hash = ring.keyHash().hash(request.getGroup(), request.getKey());
    int partition = ring.keyHash().partition(request.getGroup(), request.getKey(), hash);
    RingNode owner = ring.nodes().get(ring.ownerIndex(partition));
    InspectKeyReply.Builder reply =
        InspectKeyReply.newBuilder()
            .setNode(owner.id().value())
            .setPartition(partition)
            .setSince(ring.ownerOf(partition).since());
    ServerCallStreamObserver<InspectKeyReply> call = patient(replies);
    nodes
        .inspect(owner.address(), request.getGroup(), hash, request.getKey())
        .whenComplete(
            (found, failure) -> {
              if (failure != null) {
                CashewException known = StatusCodec.fromStatus(failure);
                call.onError(
                    StatusCodec.toStatus(
                        known.reason(), "node %s: %s".formatted(owner.id(), known.getMessage())));
                return;
              }
              if (found.hasEntry()) {
                reply.setEntry(found.getEntry());
              }
              answer(reply.build(), call);
            });
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // the answer to the call is the end
  public void getStatistics(
      GetStatisticsRequest request, StreamObserver<GetStatisticsReply> replies) {
    TreeMap<NodeId, HostAndPort> addresses = new TreeMap<>();
    view.ring()
        .ifPresent(
            ring ->
                ring.nodes().stream()
                    .filter(RingNode::isActive)
                    .forEach(node -> addresses.put(node.id(), node.address())));
    view.members().values().forEach(member -> addresses.put(member.id(), member.address()));
    nodes.keepOnly(Set.copyOf(addresses.values()));
    List<CompletableFuture<NodeStatistics>> answers = new ArrayList<>();
    addresses.forEach(
        (id, address) ->
            answers.add(
                nodes
                    .statistics(address, request.getGroup())
                    .exceptionally(failure -> failed(id, failure))));
    ServerCallStreamObserver<GetStatisticsReply> call = patient(replies);
    CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
        .thenRun(
            () -> {
              GetStatisticsReply.Builder reply = GetStatisticsReply.newBuilder();
              answers.forEach(answer -> reply.addNodes(answer.join()));
              answer(reply.build(), call);
            });
  }

  private static NodeStatistics failed(NodeId node, Throwable failure) {
    return NodeStatistics.newBuilder()
        .setNode(node.value())
        .setFailure(String.valueOf(StatusCodec.fromStatus(failure).getMessage()))
        .build();
  }

  /** A call that may be given up while nodes are asked; answering it then is no error. */
  private static <M> ServerCallStreamObserver<M> patient(StreamObserver<M> replies) {
    ServerCallStreamObserver<M> call = (ServerCallStreamObserver<M>) replies;
    call.setOnCancelHandler(() -> {});
    return call;
  }

  private static <M> void answer(M message, StreamObserver<M> replies) {
    replies.onNext(message);
    replies.onCompleted();
  }
}
