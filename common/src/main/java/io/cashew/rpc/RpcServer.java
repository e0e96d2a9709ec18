package io.cashew.rpc;

import com.google.common.collect.ImmutableList;
import com.google.common.net.HostAndPort;
import com.google.common.util.concurrent.MoreExecutors;
import io.cashew.lifecycle.Part;
import io.cashew.lifecycle.StartException;
import io.cashew.operation.Limits;
import io.grpc.Attributes;
import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServerTransportFilter;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.ChannelOption;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.ReflectiveChannelFactory;
import io.netty.channel.ServerChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A gRPC server on the process's event loops, with {@code grpc.health.v1} and reflection beside the
 * services given.
 *
 * <p>Services are called on the event loops, directly: they must not block.
 */
public final class RpcServer implements Part {
  /** What ends a connection at once, whatever is under way. From any thread. */
  public static final Attributes.Key<Runnable> CUT = Attributes.Key.create("cashew-cut");

  private static final int FLOW_CONTROL_WINDOW = 4 << 20;
  private static final int MAX_METADATA_BYTES = 16 << 10;
  private static final int MAX_CALLS_PER_CONNECTION = 100_000;

  /** A client resets each call that runs out of time: thousands a second while an owner is slow. */
  private static final int MAX_RESETS = 100_000;

  private static final int RESET_WINDOW_SECONDS = 10;

  /** Ten thousand connections that do nothing are to cost nearly nothing. */
  private static final long KEEPALIVE_SECONDS = 60;

  private static final long KEEPALIVE_TIMEOUT_SECONDS = 20;

  /**
   * Of up to 64 KiB each. What one connection has sent must not keep the others, nor the answers,
   * waiting for long.
   */
  private static final int READS_PER_TURN = 2;

  private final Server server;
  private final HealthStatusManager health;
  private final ImmutableList<String> services;
  private final Sockets sockets;
  private final HostAndPort address;
  private final AtomicBoolean stopping = new AtomicBoolean();
  private final AtomicBoolean closed = new AtomicBoolean();

  private RpcServer(
      Server server,
      HealthStatusManager health,
      ImmutableList<String> services,
      Sockets sockets,
      HostAndPort address) {
    this.server = server;
    this.health = health;
    this.services = services;
    this.sockets = sockets;
    this.address = address;
  }

  /**
   * Binds and serves. Port 0 takes a free one: see {@link #address}. Health checks say "not
   * serving" until {@link #announceReady}.
   *
   * @throws StartException if the address cannot be bound
   */
  public static RpcServer start(
      EventLoops loops, HostAndPort listen, List<BindableService> services) {
    return start(loops, listen, services, List.of());
  }

  /**
   * The same.
   *
   * @param connections told of each connection that comes and goes, on its event loop
   */
  public static RpcServer start(
      EventLoops loops,
      HostAndPort listen,
      List<BindableService> services,
      List<ServerTransportFilter> connections) {
    HealthStatusManager health = new HealthStatusManager();
    InetSocketAddress socket = new InetSocketAddress(listen.getHost(), listen.getPort());
    Sockets sockets = new Sockets();
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(socket)
            .bossEventLoopGroup(loops.group())
            .workerEventLoopGroup(loops.group())
            .channelFactory(() -> listener(loops, sockets))
            .withChildOption(ChannelOption.RECVBUF_ALLOCATOR, reading())
            .executor(MoreExecutors.directExecutor())
            .maxInboundMessageSize(Limits.MESSAGE_BYTES)
            .maxInboundMetadataSize(MAX_METADATA_BYTES)
            .maxConcurrentCallsPerConnection(MAX_CALLS_PER_CONNECTION)
            .maxRstFramesPerWindow(MAX_RESETS, RESET_WINDOW_SECONDS)
            .flowControlWindow(FLOW_CONTROL_WINDOW)
            .keepAliveTime(KEEPALIVE_SECONDS, TimeUnit.SECONDS)
            .keepAliveTimeout(KEEPALIVE_TIMEOUT_SECONDS, TimeUnit.SECONDS)
            .permitKeepAliveTime(1, TimeUnit.SECONDS)
            .permitKeepAliveWithoutCalls(true)
            .addService(health.getHealthService())
            .addService(ProtoReflectionServiceV1.newInstance());
    builder.addTransportFilter(sockets.filter());
    connections.forEach(builder::addTransportFilter);
    ImmutableList.Builder<String> names = ImmutableList.builder();
    names.add(HealthStatusManager.SERVICE_NAME_ALL_SERVICES);
    for (BindableService service : services) {
      ServerServiceDefinition bound = service.bindService();
      names.add(bound.getServiceDescriptor().getName());
      builder.addService(bound);
    }
    ImmutableList<String> known = names.build();
    announce(health, known, ServingStatus.NOT_SERVING);
    if (socket.isUnresolved()) {
      throw new StartException(
          "cannot listen on %s: the host name does not resolve; give an address of this machine"
              .formatted(listen));
    }
    try {
      Server server = builder.build().start();
      return new RpcServer(
          server,
          health,
          known,
          sockets,
          HostAndPort.fromParts(listen.getHost(), server.getPort()));
    } catch (IOException e) {
      throw new StartException(
          "cannot listen on %s: %s; free the port or choose another"
              .formatted(listen, rootMessage(e)),
          e);
    }
  }

  private static RecvByteBufAllocator reading() {
    return new AdaptiveRecvByteBufAllocator().maxMessagesPerRead(READS_PER_TURN);
  }

  private static ServerChannel listener(EventLoops loops, Sockets sockets) {
    ServerChannel listener = new ReflectiveChannelFactory<>(loops.serverChannelType()).newChannel();
    listener.pipeline().addLast(sockets);
    return listener;
  }

  /** Where it listens, with the port it got. */
  public HostAndPort address() {
    return address;
  }

  /** Connections that are open. */
  public int connections() {
    return sockets.count();
  }

  /** From now on health checks say "serving", unless the stop has been announced. */
  public void announceReady() {
    announce(health, services, ServingStatus.SERVING);
  }

  /** From now on health checks say "not serving"; requests are served all the same. */
  public void announceStop() {
    if (!stopping.getAndSet(true)) {
      health.enterTerminalState();
    }
  }

  /** Of every service, and of all together. */
  private static void announce(
      HealthStatusManager health, ImmutableList<String> services, ServingStatus status) {
    services.forEach(service -> health.setStatus(service, status));
  }

  /** Takes no new calls, gives those in flight two seconds, then cuts them off. */
  @Override
  public void close() {
    if (closed.getAndSet(true)) {
      return;
    }
    announceStop();
    server.shutdown();
    try {
      if (!server.awaitTermination(2, TimeUnit.SECONDS)) {
        server.shutdownNow().awaitTermination(1, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      server.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }

  private static String rootMessage(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return String.valueOf(cause.getMessage());
  }
}
