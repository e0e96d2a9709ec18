package io.cashew.proxy.admin;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.Lists;
import com.google.common.net.HostAndPort;
import com.google.protobuf.ByteString;
import io.cashew.cluster.ClusterStoreException;
import io.cashew.group.GroupSpec;
import io.cashew.operation.Limits;
import io.cashew.proxy.alarm.Alarms;
import io.cashew.proxy.groups.Flushing;
import io.cashew.proxy.health.NodeHealth;
import io.cashew.ring.Member;
import io.cashew.ring.NodeId;
import io.cashew.ring.Ring;
import io.cashew.ring.RingNode;
import io.cashew.rpc.StatusCodec;
import io.cashew.status.CashewException;
import io.cashew.status.Reason;
import io.cashew.v1.AdminGrpc;
import io.cashew.v1.ChangeGroupReply;
import io.cashew.v1.ChangeGroupRequest;
import io.cashew.v1.DropGroupRequest;
import io.cashew.v1.FlushGroupReply;
import io.cashew.v1.FlushGroupRequest;
import io.cashew.v1.GetGroupRequest;
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
import io.cashew.v1.ListRingsReply;
import io.cashew.v1.ListRingsRequest;
import io.cashew.v1.LookupKeyReply;
import io.cashew.v1.LookupKeyRequest;
import io.cashew.v1.Node;
import io.cashew.v1.NodeStatistics;
import io.cashew.v1.PlanRingReply;
import io.cashew.v1.RaiseIncarnationReply;
import io.cashew.v1.RaiseIncarnationRequest;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.function.Supplier;

/** {@code cashew.v1.Admin} over what the proxy knows, what nodes report and what people wish. */
public final class AdminService extends AdminGrpc.AdminImplBase {
  private final ClusterView view;
  private final NodeReports nodes;
  private final RingWishes wishes;
  private final GroupAdmin groups;
  private final Alarms alarms;
  private final Supplier<ImmutableSortedMap<NodeId, NodeHealth>> found;

  /**
   * Serves from now on.
   *
   * @param found what this proxy's probes know of the nodes
   */
  public AdminService(
      ClusterView view,
      NodeReports nodes,
      RingWishes wishes,
      GroupAdmin groups,
      Alarms alarms,
      Supplier<ImmutableSortedMap<NodeId, NodeHealth>> found) {
    this.view = view;
    this.nodes = nodes;
    this.wishes = wishes;
    this.groups = groups;
    this.alarms = alarms;
    this.found = found;
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
    nodes.forEach(this::addStanding);
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
        .setRegistered(true)
        .setLeaving(member.intent() == Member.Intent.LEAVE);
  }

  /** What is thought of a node. */
  private void addStanding(NodeId id, Node.Builder node) {
    node.setDrained(view.intent().drained().contains(id))
        .setExpelled(view.ring().filter(ring -> RingWishes.isExpelled(ring, id)).isPresent());
    NodeHealth health = found.get().get(id);
    if (health != null) {
      node.setSuspect(health.isSuspect())
          .setGiving(health.last().giving())
          .setTaking(health.last().taking());
    }
  }

  @Override
  public void getRing(GetRingRequest request, StreamObserver<GetRingReply> replies) {
    GetRingReply.Builder reply = GetRingReply.newBuilder().setProxy(view.proxy());
    view.coordinator().ifPresent(reply::setCoordinator);
    view.ring()
        .ifPresent(
            ring -> {
              RingMessages.describe(ring, reply);
              reply.setMovesLeft(wishes.movesLeft(ring));
              if (request.getWithPartitions()) {
                RingMessages.addOwners(ring, reply);
              }
            });
    RingMessages.addAlarms(alarms, reply);
    answer(reply.build(), replies);
  }

  @Override
  public void planRing(io.cashew.v1.RingWishes request, StreamObserver<PlanRingReply> replies) {
    answerLater(
        () -> wishes.plan(RingMessages.wish(request)),
        planned -> RingMessages.plan(planned, found.get()),
        replies);
  }

  @Override
  public void applyRing(io.cashew.v1.RingWishes request, StreamObserver<PlanRingReply> replies) {
    answerLater(
        () -> wishes.apply(RingMessages.wish(request)),
        planned -> RingMessages.plan(planned, found.get()),
        replies);
  }

  @Override
  public void listRings(ListRingsRequest request, StreamObserver<ListRingsReply> replies) {
    answerLater(
        wishes::history,
        former -> {
          ListRingsReply.Builder reply = ListRingsReply.newBuilder();
          view.ring().ifPresent(ring -> reply.addRings(RingMessages.summary(ring)));
          Lists.reverse(former).forEach(ring -> reply.addRings(RingMessages.summary(ring)));
          return reply.build();
        },
        replies);
  }

  @Override
  public void raiseIncarnation(
      RaiseIncarnationRequest request, StreamObserver<RaiseIncarnationReply> replies) {
    Map<NodeId, Long> applied = new TreeMap<>(view.acks());
    found.get().forEach((id, health) -> applied.merge(id, health.last().epoch(), Math::max));
    answerLater(
        () -> wishes.raiseIncarnation(applied),
        ring -> RaiseIncarnationReply.newBuilder().setEpoch(ring.epoch()).build(),
        replies);
  }

  @Override
  public void lookupKey(LookupKeyRequest request, StreamObserver<LookupKeyReply> replies) {
    answerLater(
        () -> CompletableFuture.completedFuture(checkedRing(request.getGroup(), request.getKey())),
        ring -> {
          long hash = ring.keyHash().hash(request.getGroup(), request.getKey());
          int partition = ring.keyHash().partition(request.getGroup(), request.getKey(), hash);
          return RingMessages.lookup(ring, hash, partition);
        },
        replies);
  }

  @Override
  public void listGroups(ListGroupsRequest request, StreamObserver<ListGroupsReply> replies) {
    ListGroupsReply.Builder reply = ListGroupsReply.newBuilder();
    for (GroupSpec spec : view.groups().values()) {
      reply.addGroups(GroupAdmin.message(spec));
    }
    answer(reply.build(), replies);
  }

  @Override
  public void getGroup(GetGroupRequest request, StreamObserver<Group> replies) {
    answerLater(() -> groups.get(request.getName()), Function.identity(), replies);
  }

  @Override
  public void createGroup(Group request, StreamObserver<ChangeGroupReply> replies) {
    Duration patience = patience();
    answerLater(() -> groups.create(request, patience), Function.identity(), replies);
  }

  @Override
  public void changeGroup(ChangeGroupRequest request, StreamObserver<ChangeGroupReply> replies) {
    Duration patience = patience();
    answerLater(() -> groups.change(request, patience), Function.identity(), replies);
  }

  @Override
  public void dropGroup(DropGroupRequest request, StreamObserver<ChangeGroupReply> replies) {
    Duration patience = patience();
    answerLater(() -> groups.drop(request.getName(), patience), Function.identity(), replies);
  }

  @Override
  public void flushGroup(FlushGroupRequest request, StreamObserver<FlushGroupReply> replies) {
    Duration patience = patience();
    answerLater(() -> groups.flush(request, patience), Function.identity(), replies);
  }

  /** As long as the caller waits, less what it takes to say who is missing. */
  private static Duration patience() {
    Deadline deadline = Context.current().getDeadline();
    long left = deadline == null ? Long.MAX_VALUE : deadline.timeRemaining(MILLISECONDS) - 200;
    return Duration.ofMillis(Math.max(0, Math.min(Flushing.PATIENCE.toMillis(), left)));
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // the answer to the call is the end
  public void inspectKey(InspectKeyRequest request, StreamObserver<InspectKeyReply> replies) {
    Ring ring;
    try {
      ring = checkedRing(request.getGroup(), request.getKey());
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
    ImmutableSortedMap<NodeId, HostAndPort> addresses = view.addresses();
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

  /** The ring, for a key that there can be. */
  private Ring checkedRing(String group, ByteString key) {
    Limits.checkGroup(group);
    Limits.checkKey(key);
    return view.ring()
        .orElseThrow(() -> new CashewException(Reason.NO_RING, "this proxy has no ring yet"));
  }

  /** Answers when the question is answered, or with why it cannot be. */
  @SuppressWarnings("FutureReturnValueIgnored") // the answer to the call is the end
  private static <T, M> void answerLater(
      Supplier<CompletableFuture<T>> question, Function<T, M> message, StreamObserver<M> replies) {
    ServerCallStreamObserver<M> call = patient(replies);
    CompletableFuture.completedFuture(question)
        .thenCompose(Supplier::get)
        .thenApply(message)
        .whenComplete(
            (reply, failure) -> {
              if (failure == null) {
                answer(reply, call);
              } else {
                call.onError(status(failure));
              }
            });
  }

  private static RuntimeException status(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof CashewException known) {
      return StatusCodec.toStatus(known.reason(), String.valueOf(known.getMessage()));
    }
    Reason reason = cause instanceof ClusterStoreException ? Reason.STORE_DOWN : Reason.INTERNAL;
    return StatusCodec.toStatus(reason, String.valueOf(cause));
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
