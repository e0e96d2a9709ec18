package io.cashew.proxy.admin;

import com.google.common.net.HostAndPort;
import com.google.common.util.concurrent.MoreExecutors;
import com.google.protobuf.ByteString;
import io.cashew.cluster.FlushCodec;
import io.cashew.cluster.GroupCodec;
import io.cashew.group.Flushes;
import io.cashew.group.GroupSettings;
import io.cashew.group.GroupSpec;
import io.cashew.internal.v1.CheckGroupReply;
import io.cashew.internal.v1.CompareRequest;
import io.cashew.internal.v1.EchoReply;
import io.cashew.internal.v1.EchoRequest;
import io.cashew.internal.v1.ExamineNodeRequest;
import io.cashew.internal.v1.ExaminerGrpc;
import io.cashew.internal.v1.FlushReply;
import io.cashew.internal.v1.FlushRequest;
import io.cashew.internal.v1.InspectReply;
import io.cashew.internal.v1.InspectRequest;
import io.cashew.internal.v1.ReportGrpc;
import io.cashew.internal.v1.ReportGrpc.ReportStub;
import io.cashew.internal.v1.ScanReply;
import io.cashew.internal.v1.ScanRequest;
import io.cashew.internal.v1.ShowGroupReply;
import io.cashew.internal.v1.ShowGroupRequest;
import io.cashew.internal.v1.StatisticsRequest;
import io.cashew.lifecycle.Part;
import io.cashew.operation.Limits;
import io.cashew.proxy.groups.NodeCalls;
import io.cashew.rpc.EventLoops;
import io.cashew.v1.Comparison;
import io.cashew.v1.HotKeys;
import io.cashew.v1.ListHotKeysRequest;
import io.cashew.v1.ListSlowReply;
import io.cashew.v1.ListSlowRequest;
import io.cashew.v1.NodeExamination;
import io.cashew.v1.NodeStatistics;
import io.cashew.v1.SampleKeysReply;
import io.cashew.v1.SampleKeysRequest;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * What this proxy asks nodes about their memory, on connections of its own: a question from a
 * person must not stand in the way of requests. A channel is kept for each node. Thread-safe.
 */
public final class NodeReports implements NodeCalls, Part {
  private static final int DEADLINE_MILLIS = 1_000;

  private final EventLoops loops;
  private final Map<HostAndPort, ManagedChannel> channels = new ConcurrentHashMap<>();

  public NodeReports(EventLoops loops) {
    this.loops = loops;
  }

  /** What a node has of a key. */
  CompletableFuture<InspectReply> inspect(
      HostAndPort node, String group, long hash, ByteString key) {
    Answer<InspectReply> answer = new Answer<>();
    stub(node)
        .inspect(
            InspectRequest.newBuilder().setGroup(group).setHash(hash).setKey(key).build(), answer);
    return answer.future;
  }

  /** What a node holds and has done, for one group or, if that is empty, all. */
  CompletableFuture<NodeStatistics> statistics(HostAndPort node, String group) {
    Answer<NodeStatistics> answer = new Answer<>();
    stub(node).statistics(StatisticsRequest.newBuilder().setGroup(group).build(), answer);
    return answer.future;
  }

  /** How a node is. */
  CompletableFuture<NodeExamination> examine(HostAndPort node) {
    Answer<NodeExamination> answer = new Answer<>();
    ExaminerGrpc.newStub(channel(node))
        .withDeadlineAfter(DEADLINE_MILLIS, TimeUnit.MILLISECONDS)
        .examine(ExamineNodeRequest.getDefaultInstance(), answer);
    return answer.future;
  }

  /** What is asked for most at a node. */
  CompletableFuture<HotKeys> hotKeys(HostAndPort node, ListHotKeysRequest request) {
    Answer<HotKeys> answer = new Answer<>();
    stub(node).listHotKeys(request, answer);
    return answer.future;
  }

  /** What was slow at a node. */
  CompletableFuture<ListSlowReply> slow(HostAndPort node, ListSlowRequest request) {
    Answer<ListSlowReply> answer = new Answer<>();
    stub(node).listSlow(request, answer);
    return answer.future;
  }

  /** Keys that are in a node's memory. */
  CompletableFuture<SampleKeysReply> sample(HostAndPort node, SampleKeysRequest request) {
    Answer<SampleKeysReply> answer = new Answer<>();
    stub(node).sampleKeys(request, answer);
    return answer.future;
  }

  /** Has a node compare a key with the source, which may take the time given. */
  CompletableFuture<Comparison> compare(
      HostAndPort node, String group, ByteString key, Duration patience) {
    Answer<Comparison> answer = new Answer<>();
    stub(node, patience.toMillis() + DEADLINE_MILLIS)
        .compare(
            CompareRequest.newBuilder()
                .setGroup(group)
                .setKey(key)
                .setDeadlineMs((int) patience.toMillis())
                .build(),
            answer);
    return answer.future;
  }

  /** A message to a node and back. */
  CompletableFuture<EchoReply> echo(HostAndPort node) {
    Answer<EchoReply> answer = new Answer<>();
    stub(node).echo(EchoRequest.getDefaultInstance(), answer);
    return answer.future;
  }

  /** Some of what a node holds of a group; takes as long as the caller's own deadline allows. */
  CompletableFuture<ScanReply> scan(HostAndPort node, ScanRequest request) {
    Answer<ScanReply> answer = new Answer<>();
    stub(node, Limits.MAX_DEADLINE_MILLIS).scan(request, answer);
    return answer.future;
  }

  @Override
  public CompletableFuture<Optional<String>> refusal(HostAndPort node, GroupSpec group) {
    Answer<CheckGroupReply> answer = new Answer<>();
    stub(node).checkGroup(GroupAdmin.message(group), answer);
    return answer.future.thenApply(
        reply -> Optional.of(reply.getRefusal()).filter(why -> !why.isEmpty()));
  }

  @Override
  public CompletableFuture<Optional<GroupSettings>> settings(HostAndPort node, String group) {
    Answer<ShowGroupReply> answer = new Answer<>();
    stub(node).showGroup(ShowGroupRequest.newBuilder().setName(group).build(), answer);
    return answer.future.thenApply(
        reply ->
            reply.hasSettings()
                ? Optional.of(GroupCodec.settings(reply.getSettings()))
                : Optional.empty());
  }

  @Override
  public CompletableFuture<Progress> flush(
      HostAndPort node, String group, Flushes flushes, long epoch) {
    Answer<FlushReply> answer = new Answer<>();
    stub(node)
        .flush(
            FlushRequest.newBuilder()
                .setGroup(group)
                .setRecord(FlushCodec.message(flushes))
                .setEpoch(epoch)
                .build(),
            answer);
    return answer.future.thenApply(
        reply -> new Progress(reply.getGeneration(), reply.getSettledEpoch()));
  }

  /** Disconnects from all nodes but these. */
  void keepOnly(Set<HostAndPort> nodes) {
    for (HostAndPort address : Set.copyOf(channels.keySet())) {
      ManagedChannel channel = nodes.contains(address) ? null : channels.remove(address);
      if (channel != null) {
        ManagedChannel unused = channel.shutdown();
      }
    }
  }

  private ReportStub stub(HostAndPort node) {
    return stub(node, DEADLINE_MILLIS);
  }

  private ReportStub stub(HostAndPort node, long deadlineMillis) {
    return ReportGrpc.newStub(channel(node))
        .withDeadlineAfter(deadlineMillis, TimeUnit.MILLISECONDS);
  }

  private ManagedChannel channel(HostAndPort node) {
    ManagedChannel channel = channels.computeIfAbsent(node, this::open);
    channel.resetConnectBackoff();
    return channel;
  }

  private ManagedChannel open(HostAndPort address) {
    return NettyChannelBuilder.forAddress(address.getHost(), address.getPort())
        .usePlaintext()
        .eventLoopGroup(loops.group())
        .channelType(loops.channelType())
        .executor(MoreExecutors.directExecutor())
        .disableRetry()
        .maxInboundMessageSize(Limits.MESSAGE_BYTES)
        .build();
  }

  @Override
  public void close() {
    channels.values().forEach(ManagedChannel::shutdownNow);
  }

  /** The one message that a call is answered with. */
  private static final class Answer<M> implements StreamObserver<M> {
    private final CompletableFuture<M> future = new CompletableFuture<>();

    @Override
    public void onNext(M message) {
      future.complete(message);
    }

    @Override
    public void onError(Throwable failure) {
      future.completeExceptionally(failure);
    }

    @Override
    public void onCompleted() {
      future.completeExceptionally(new IllegalStateException("ended without an answer"));
    }
  }
}
