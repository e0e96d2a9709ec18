package io.cashew.proxy.link;

import com.google.common.collect.ImmutableList;
import com.google.common.net.HostAndPort;
import com.google.common.util.concurrent.MoreExecutors;
import io.cashew.operation.Limits;
import io.cashew.operation.Reply;
import io.cashew.operation.RoutedOperation;
import io.cashew.rpc.DeadlineWheel;
import io.cashew.rpc.EventLoops;
import io.cashew.tally.Traffic;
import io.cashew.time.Ticker;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.ChannelOption;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A connection and a {@link LinkStream} for each event loop, so that a request never changes
 * threads. Connects when first used. After the close the event loops may be closed.
 */
final class StreamLinks implements NodeLinks {
  private static final int CONNECT_TIMEOUT_MILLIS = 1_000;
  private static final int FLOW_CONTROL_WINDOW = 4 << 20;
  private static final long KEEPALIVE_SECONDS = 10;
  private static final long CLOSE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final EventLoops loops;
  private final ImmutableList<LinkStream> streams;

  private StreamLinks(EventLoops loops, ImmutableList<LinkStream> streams) {
    this.loops = loops;
    this.streams = streams;
  }

  /** What the links of a proxy share. */
  static final class Factory implements NodeLinks.Factory {
    private final EventLoops loops;
    private final Ticker ticker;
    private final ImmutableList<DeadlineWheel> deadlines;
    private final ImmutableList<Traffic> traffic;

    Factory(EventLoops loops, Ticker ticker, ImmutableList<Traffic> traffic) {
      this.traffic = traffic;
      this.loops = loops;
      this.ticker = ticker;
      ImmutableList.Builder<DeadlineWheel> wheels = ImmutableList.builder();
      for (int i = 0; i < loops.count(); i++) {
        wheels.add(new DeadlineWheel(loops.loop(i), ticker));
      }
      this.deadlines = wheels.build();
    }

    @Override
    public NodeLinks to(String node, HostAndPort address) {
      ImmutableList.Builder<LinkStream> streams = ImmutableList.builder();
      String name = "%s (%s)".formatted(node, address);
      for (int i = 0; i < loops.count(); i++) {
        streams.add(
            new LinkStream(
                name,
                loops.loop(i),
                channel(address, i),
                deadlines.get(i),
                ticker,
                traffic.get(i)));
      }
      return new StreamLinks(loops, streams.build());
    }

    private ManagedChannel channel(HostAndPort address, int loop) {
      return NettyChannelBuilder.forAddress(address.getHost(), address.getPort())
          .usePlaintext()
          .eventLoopGroup(loops.loop(loop))
          .channelType(loops.channelType())
          .executor(MoreExecutors.directExecutor())
          .disableRetry()
          .maxInboundMessageSize(Limits.MESSAGE_BYTES)
          .flowControlWindow(FLOW_CONTROL_WINDOW)
          .withOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MILLIS)
          .withOption(ChannelOption.TCP_NODELAY, true)
          .keepAliveTime(KEEPALIVE_SECONDS, TimeUnit.SECONDS)
          .keepAliveTimeout(KEEPALIVE_SECONDS, TimeUnit.SECONDS)
          .build();
    }
  }

  @Override
  public void send(
      int lane, RoutedOperation operation, long deadline, Consumer<? super Reply> replies) {
    streams.get(lane).send(operation, deadline, replies);
  }

  @Override
  public void reconnect() {
    streams.forEach(LinkStream::reconnect);
  }

  @Override
  public void retire() {
    for (int i = 0; i < streams.size(); i++) {
      loops.loop(i).execute(streams.get(i)::retire);
    }
  }

  @Override
  public void close() {
    streams.forEach(LinkStream::cut);
    long end = System.nanoTime() + CLOSE_NANOS;
    try {
      for (LinkStream stream : streams) {
        if (!stream.awaitEnd(end - System.nanoTime())) {
          return; // closing the loops will end it
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
