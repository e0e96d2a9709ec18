package io.cashew.node.link;

import com.google.common.annotations.VisibleForTesting;
import com.google.common.base.Ascii;
import com.google.common.base.Throwables;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import com.google.common.net.HostAndPort;
import com.google.common.util.concurrent.MoreExecutors;
import io.cashew.cluster.RingCodec;
import io.cashew.internal.v1.FenceReply;
import io.cashew.internal.v1.FenceRequest;
import io.cashew.internal.v1.FetchReply;
import io.cashew.internal.v1.FetchRequest;
import io.cashew.internal.v1.HandOverRequest;
import io.cashew.internal.v1.PeerGrpc;
import io.cashew.lifecycle.Part;
import io.cashew.node.handover.Peers;
import io.cashew.node.handover.Term;
import io.cashew.node.load.Inherited;
import io.cashew.node.load.Wanted;
import io.cashew.node.term.NobodyListens;
import io.cashew.operation.Limits;
import io.cashew.ring.NodeId;
import io.cashew.ring.Ring;
import io.cashew.ring.RingNode;
import io.cashew.rpc.EventLoops;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.ChannelOption;
import java.net.ConnectException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * What this node asks of others. A channel is kept for each node asked, as partitions come and go
 * between the same few. Thread-safe.
 */
public final class PeerCalls implements Peers, Part {
  private static final int DEADLINE_MILLIS = 1_000;

  private final NodeId self;
  private final String cluster;
  private final EventLoops loops;
  private final Map<HostAndPort, ManagedChannel> channels = new ConcurrentHashMap<>();

  public PeerCalls(NodeId self, String cluster, EventLoops loops) {
    this.self = self;
    this.cluster = cluster;
    this.loops = loops;
  }

  @Override
  public CompletableFuture<Long> fence(RingNode predecessor, Ring ring) {
    ManagedChannel channel = channel(predecessor);
    channel.resetConnectBackoff();
    Answer<FenceReply, Long> answer = new Answer<>(predecessor, FenceReply::getEpoch);
    PeerGrpc.newStub(channel)
        .withDeadlineAfter(DEADLINE_MILLIS, TimeUnit.MILLISECONDS)
        .fence(
            FenceRequest.newBuilder()
                .setFrom(self.value())
                .setRecord(RingCodec.encode(ring.draft()))
                .setRevision(ring.revision())
                .setCluster(cluster)
                .build(),
            answer);
    return answer.future();
  }

  @Override
  public CompletableFuture<Optional<Inherited>> fetch(RingNode donor, String group, Wanted wanted) {
    Answer<FetchReply, Optional<Inherited>> answer = new Answer<>(donor, PeerCalls::onlyEntry);
    PeerGrpc.newStub(channel(donor))
        .withDeadlineAfter(FETCH_DEADLINE.toMillis(), TimeUnit.MILLISECONDS)
        .fetch(
            FetchRequest.newBuilder()
                .setFrom(self.value())
                .setCluster(cluster)
                .setGroup(group)
                .addKeys(PeerCodec.key(wanted))
                .build(),
            answer);
    return answer.future();
  }

  private static Optional<Inherited> onlyEntry(FetchReply reply) {
    return reply.getEntriesCount() == 1 ? PeerCodec.entry(reply.getEntries(0)) : Optional.empty();
  }

  @Override
  public Transfer handOver(RingNode donor, List<Term> terms, Receiver receiver) {
    HandOverRequest.Builder request =
        HandOverRequest.newBuilder().setFrom(self.value()).setCluster(cluster);
    terms.forEach(term -> request.addTerms(PeerCodec.term(term.partition(), term.since())));
    Inflow inflow = new Inflow(donor, receiver);
    PeerGrpc.newStub(channel(donor)).handOver(request.build(), inflow);
    return inflow;
  }

  private ManagedChannel channel(RingNode node) {
    return channels.computeIfAbsent(node.address(), this::open);
  }

  /** The channels to others are closed once the calls on them have ended. */
  @Override
  public void keepOnly(Set<HostAndPort> known) {
    for (HostAndPort address : Sets.difference(channels.keySet(), known).immutableCopy()) {
      ManagedChannel channel = channels.remove(address);
      if (channel != null) {
        channel.shutdown();
      }
    }
  }

  @VisibleForTesting
  Set<HostAndPort> connections() {
    return ImmutableSet.copyOf(channels.keySet());
  }

  /** Why a call failed, in the words of those who asked for it. */
  static Throwable reason(RingNode node, Throwable failure) {
    boolean refused =
        Status.fromThrowable(failure).getCode() == Status.Code.UNAVAILABLE
            && Throwables.getCausalChain(failure).stream().anyMatch(PeerCalls::isRefusal);
    return refused
        ? new NobodyListens("nobody listens at %s".formatted(node.address()), failure)
        : failure;
  }

  private static boolean isRefusal(Throwable cause) {
    return cause instanceof ConnectException
        && Ascii.toLowerCase(String.valueOf(cause.getMessage())).contains("refused");
  }

  private ManagedChannel open(HostAndPort address) {
    return NettyChannelBuilder.forAddress(address.getHost(), address.getPort())
        .usePlaintext()
        .eventLoopGroup(loops.group())
        .channelType(loops.channelType())
        .executor(MoreExecutors.directExecutor())
        .disableRetry()
        .maxInboundMessageSize(Limits.MESSAGE_BYTES)
        .withOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, DEADLINE_MILLIS)
        .build();
  }

  @Override
  public void close() {
    channels.values().forEach(ManagedChannel::shutdownNow);
  }
}
