package io.cashew.bench.door;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Iterators;
import com.google.common.net.HostAndPort;
import com.google.common.util.concurrent.MoreExecutors;
import com.google.protobuf.ByteString;
import io.cashew.lifecycle.Part;
import io.cashew.operation.Limits;
import io.cashew.rpc.EventLoops;
import io.cashew.rpc.StatusCodec;
import io.cashew.status.CashewException;
import io.cashew.status.Reason;
import io.cashew.v1.CacheGrpc;
import io.cashew.v1.GetRequest;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Channels to the proxies in turn, a connection each, whose work is done on the loops given. */
final class Proxies implements Part {
  private static final long PATIENCE_SECONDS = 5;

  private final String group;
  private final Iterator<HostAndPort> inTurn;
  private final List<ManagedChannel> channels = new ArrayList<>();

  Proxies(List<HostAndPort> addresses, String group) {
    this.group = group;
    this.inTurn = Iterators.cycle(ImmutableList.copyOf(addresses));
  }

  /**
   * A channel of its own to the next proxy.
   *
   * @throws CashewException if that is out of reach, or has no such group
   */
  ManagedChannel connect(EventLoops loops, int loop) {
    HostAndPort address = inTurn.next();
    ManagedChannel channel =
        NettyChannelBuilder.forAddress(address.getHost(), address.getPort())
            .usePlaintext()
            .eventLoopGroup(loops.loop(loop))
            .channelType(loops.channelType())
            .executor(MoreExecutors.directExecutor())
            .disableRetry()
            .maxInboundMessageSize(Limits.MESSAGE_BYTES)
            .build();
    channels.add(channel);
    try {
      knock(channel);
    } catch (StatusRuntimeException e) {
      CashewException failure = StatusCodec.fromStatus(e);
      if (failure.reason() != Reason.NOT_IN_MEMORY) {
        throw failure;
      }
    }
    return channel;
  }

  /** Asks for something that counts for nothing. */
  private void knock(ManagedChannel channel) {
    var unused =
        CacheGrpc.newBlockingStub(channel)
            .withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS)
            .get(
                GetRequest.newBuilder()
                    .setGroup(group)
                    .setKey(ByteString.copyFromUtf8("bench"))
                    .setPeek(true)
                    .build());
  }

  @Override
  public void close() {
    channels.forEach(ManagedChannel::shutdownNow);
  }
}
