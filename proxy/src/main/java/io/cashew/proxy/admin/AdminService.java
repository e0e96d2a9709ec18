package io.cashew.proxy.admin;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.Lists;
import com.google.protobuf.ByteString;
import io.cashew.cluster.ClusterStoreException;
import io.cashew.group.GroupSpec;
import io.cashew.operation.Limits;
import io.cashew.proxy.alarm.Alarms;
import io.cashew.proxy.groups.Flushing;
import io.cashew.proxy.health.NodeHealth;
import io.cashew.ring.NodeId;
import io.cashew.ring.Ring;
import io.cashew.ring.RingNode;
import io.cashew.rpc.StatusCodec;
import io.cashew.status.CashewException;
import io.cashew.status.Reason;
import io.cashew.v1.AdminGrpc;
import io.cashew.v1.ChangeGroupReply;
import io.cashew.v1.ChangeGroupRequest;
import io.cashew.v1.CompareKeyReply;
import io.cashew.v1.CompareKeyRequest;
import io.cashew.v1.DropGroupRequest;
import io.cashew.v1.FlushGroupReply;
import io.cashew.v1.FlushGroupRequest;
import io.cashew.v1.GetGroupRequest;
import io.cashew.v1.GetLatencyReply;
import io.cashew.v1.GetLatencyRequest;
import io.cashew.v1.GetProxyStatisticsReply;
import io.cashew.v1.GetProxyStatisticsRequest;
import io.cashew.v1.GetRingReply;
import io.cashew.v1.GetRingRequest;
import io.cashew.v1.GetStatisticsReply;
import io.cashew.v1.GetStatisticsRequest;
import io.cashew.v1.Group;
import io.cashew.v1.InspectKeyReply;
import io.cashew.v1.InspectKeyRequest;
import io.cashew.v1.ListGroupsReply;
import io.cashew.v1.ListGroupsRequest;
import io.cashew.v1.ListHotKeysReply;
import io.cashew.v1.ListHotKeysRequest;
import io.cashew.v1.ListNodesReply;
import io.cashew.v1.ListNodesRequest;
import io.cashew.v1.ListRingsReply;
import io.cashew.v1.ListRingsRequest;
import io.cashew.v1.ListSlowReply;
import io.cashew.v1.ListSlowRequest;
import io.cashew.v1.LookupKeyReply;
import io.cashew.v1.LookupKeyRequest;
import io.cashew.v1.NodeStatistics;
import io.cashew.v1.PlanRingReply;
import io.cashew.v1.ProbeNodesReply;
import io.cashew.v1.ProbeNodesRequest;
import io.cashew.v1.RaiseIncarnationReply;
import io.cashew.v1.RaiseIncarnationRequest;
import io.cashew.v1.SampleKeysReply;
import io.cashew.v1.SampleKeysRequest;
import io.cashew.v1.ScanGroupReply;
import io.cashew.v1.ScanGroupRequest;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.List;
import java.util.Map;
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
  private final GroupScan scan;
  private final Alarms alarms;
  private final Supplier<ImmutableSortedMap<NodeId, NodeHealth>> found;
  private final NodeListing listing;
  private final EveryNode everyNode;
  private final InsightAdmin insight;

  /**
   * Serves from now on.
   *
   * @param found what this proxy's probes know of the nodes
   * @param insight what goes on at this proxy
   */
  public AdminService(
      ClusterView view,
      NodeReports nodes,
      RingWishes wishes,
      GroupAdmin groups,
      Alarms alarms,
      Supplier<ImmutableSortedMap<NodeId, NodeHealth>> found,
      ProxyInsight insight) {
    this.view = view;
    this.nodes = nodes;
    this.wishes = wishes;
    this.groups = groups;
    this.scan = new GroupScan(view, nodes);
    this.alarms = alarms;
    this.found = found;
    this.listing = new NodeListing(view, found);
    this.everyNode = new EveryNode(view, nodes);
    this.insight = new InsightAdmin(view.proxy(), nodes, everyNode, insight);
  }

  @Override
  public void listNodes(ListNodesRequest request, StreamObserver<ListNodesReply> replies) {
    answer(listing.reply(), replies);
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
                reply.addAllOwners(RingMessages.owners(ring));
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
          List<Long> detailed = request.getWithOwnersOfList();
          view.ring().ifPresent(ring -> reply.addRings(RingMessages.summary(ring, detailed)));
          Lists.reverse(former)
              .forEach(ring -> reply.addRings(RingMessages.summary(ring, detailed)));
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
  public void getStatistics(
      GetStatisticsRequest request, StreamObserver<GetStatisticsReply> replies) {
    answerLater(
        () ->
            everyNode.ask(node -> nodes.statistics(node, request.getGroup()), AdminService::failed),
        all -> GetStatisticsReply.newBuilder().addAllNodes(all).build(),
        replies);
  }

  @Override
  public void listHotKeys(ListHotKeysRequest request, StreamObserver<ListHotKeysReply> replies) {
    answerLater(() -> insight.hotKeys(request), Function.identity(), replies);
  }

  @Override
  public void listSlow(ListSlowRequest request, StreamObserver<ListSlowReply> replies) {
    answerLater(() -> insight.slow(request), Function.identity(), replies);
  }

  @Override
  public void getLatency(GetLatencyRequest request, StreamObserver<GetLatencyReply> replies) {
    answer(insight.latency(), replies);
  }

  @Override
  public void probeNodes(ProbeNodesRequest request, StreamObserver<ProbeNodesReply> replies) {
    answerLater(() -> insight.probe(request), Function.identity(), replies);
  }

  @Override
  public void getProxyStatistics(
      GetProxyStatisticsRequest request, StreamObserver<GetProxyStatisticsReply> replies) {
    answer(insight.statistics(), replies);
  }

  @Override
  public void sampleKeys(SampleKeysRequest request, StreamObserver<SampleKeysReply> replies) {
    answerLater(() -> insight.sample(request), Function.identity(), replies);
  }

  @Override
  public void compareKey(CompareKeyRequest request, StreamObserver<CompareKeyReply> replies) {
    Duration patience = patience();
    answerLater(
        () -> {
          Ring ring = checkedRing(request.getGroup(), request.getKey());
          return insight.compare(request, ring, patience);
        },
        Function.identity(),
        replies);
  }

  @Override
  public void scanGroup(ScanGroupRequest request, StreamObserver<ScanGroupReply> replies) {
    answerLater(() -> scan.page(request), reply -> reply, replies);
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

  private static NodeStatistics failed(NodeId node, String failure) {
    return NodeStatistics.newBuilder().setNode(node.value()).setFailure(failure).build();
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
