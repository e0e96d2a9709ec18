package io.cashew.proxy.ping;

import com.google.common.net.HostAndPort;
import com.google.common.util.concurrent.MoreExecutors;
import io.cashew.internal.v1.PingReply;
import io.cashew.internal.v1.PingRequest;
import io.cashew.internal.v1.ProbeGrpc;
import io.cashew.lifecycle.Part;
import io.cashew.proxy.health.Pinger;
import io.cashew.proxy.health.Pong;
import io.cashew.proxy.health.Probes;
import io.cashew.proxy.health.RefusedException;
import io.cashew.ring.NodeId;
import io.cashew.rpc.EventLoops;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import io.netty.channel.ChannelOption;
import io.netty.channel.ConnectTimeoutException;
import java.net.ConnectException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Probes nodes over a connection for each that carries nothing else, so that a request that is
 * stuck never stands in the way of a probe. Every probe tries to connect if there is no connection,
 * and one that ran out of time gives its connection up. Thread-safe.
 */
public final class GrpcPinger implements Pinger, Part {
  private static final int CONNECT_TIMEOUT_MILLIS = 1_000;

  private final EventLoops loops;
  private final Map<NodeId, Line> lines = new ConcurrentHashMap<>();

  public GrpcPinger(EventLoops loops) {
    this.loops = loops;
  }

  @Override
  public CompletableFuture<Pong> ping(NodeId node, HostAndPort address) {
    Line line =
        lines.compute(
            node,
            (id, known) -> {
              if (known != null && known.address.equals(address)) {
                return known;
              }
              if (known != null) {
                ManagedChannel unused = known.channel.shutdownNow();
              }
              return new Line(address, open(address));
            });
    line.channel.resetConnectBackoff();
    CompletableFuture<Pong> pong = new CompletableFuture<>();
    ProbeGrpc.newStub(line.channel)
        .withDeadlineAfter(Probes.TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
        .ping(PingRequest.getDefaultInstance(), new Answer(line.channel, pong));
    return pong;
  }

  @Override
  public void reconnect(NodeId node) {
    Line line = lines.get(node);
    if (line != null) {
      line.channel.resetConnectBackoff();
    }
  }

  @Override
  public void forget(NodeId node) {
    Line line = lines.remove(node);
    if (line != null) {
      ManagedChannel unused = line.channel.shutdownNow();
    }
  }

  @Override
  public void close() {
    lines.values().forEach(line -> line.channel.shutdownNow());
  }

  private ManagedChannel open(HostAndPort address) {
    return NettyChannelBuilder.forAddress(address.getHost(), address.getPort())
        .usePlaintext()
        .eventLoopGroup(loops.group())
        .channelType(loops.channelType())
        .executor(MoreExecutors.directExecutor())
        .disableRetry()
        .withOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MILLIS)
        .withOption(ChannelOption.TCP_NODELAY, true)
        .build();
  }

  private record Line(HostAndPort address, ManagedChannel channel) {}

  /** The one message that a probe is answered with, or what came instead. */
  private static final class Answer implements StreamObserver<PingReply> {
    private final ManagedChannel channel;
    private final CompletableFuture<Pong> pong;

    Answer(ManagedChannel channel, CompletableFuture<Pong> pong) {
      this.channel = channel;
      this.pong = pong;
    }

    @Override
    public void onNext(PingReply reply) {
      pong.complete(
          new Pong(
              reply.getNode(),
              reply.getInstance(),
              reply.getEpoch(),
              reply.getGiving(),
              reply.getTaking()));
    }

    @Override
    public void onError(Throwable failure) {
      Status status = Status.fromThrowable(failure);
      switch (status.getCode()) {
        case UNIMPLEMENTED -> pong.complete(Pong.BARE); // an older node, and it is there
        case DEADLINE_EXCEEDED -> {
          channel.enterIdle(); // what swallowed this probe must not have the next
          pong.completeExceptionally(failure);
        }
        default ->
            pong.completeExceptionally(
                isRefused(failure) ? new RefusedException("connection refused", failure) : failure);
      }
    }

    @Override
    public void onCompleted() {
      pong.completeExceptionally(new IllegalStateException("ended without an answer"));
    }

    private static boolean isRefused(Throwable failure) {
      for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
        if (cause instanceof ConnectException) {
          return !(cause instanceof ConnectTimeoutException);
        }
      }
      return false;
    }
  }
}
