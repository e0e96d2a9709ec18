package io.cashew.client.link;

import com.google.common.net.HostAndPort;
import com.google.common.util.concurrent.MoreExecutors;
import io.cashew.operation.Limits;
import io.cashew.rpc.EventLoops;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.ChannelOption;
import java.util.concurrent.TimeUnit;

/** Makes connections that live on one event loop. */
record Connector(EventLoops loops, int lane) {
  private static final int CONNECT_TIMEOUT_MILLIS = 1_000;
  private static final int FLOW_CONTROL_WINDOW = 4 << 20;
  private static final long KEEPALIVE_SECONDS = 10;

  /** A connection to be. It is made when it is first used. */
  ManagedChannel to(HostAndPort proxy) {
    return NettyChannelBuilder.forAddress(proxy.getHost(), proxy.getPort())
        .usePlaintext()
        .eventLoopGroup(loops.loop(lane))
        .channelType(loops.channelType())
        .executor(MoreExecutors.directExecutor())
        .disableRetry() // whether to ask again is decided in the lane alone
        .maxInboundMessageSize(Limits.MESSAGE_BYTES)
        .flowControlWindow(FLOW_CONTROL_WINDOW)
        .withOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MILLIS)
        .withOption(ChannelOption.TCP_NODELAY, true)
        .keepAliveTime(KEEPALIVE_SECONDS, TimeUnit.SECONDS)
        .keepAliveTimeout(KEEPALIVE_SECONDS, TimeUnit.SECONDS)
        .build();
  }
}
