package io.cashew.proxy.fake;

import com.google.common.net.HostAndPort;
import io.cashew.cluster.ClusterKeys;
import io.cashew.cluster.InMemoryClusterStore;
import io.cashew.config.LimitSettings;
import io.cashew.config.ProxySettings;
import io.cashew.lifecycle.Part;
import io.cashew.operation.Limits;
import io.cashew.proxy.Proxy;
import io.cashew.proxy.ProxyConfig;
import io.cashew.proxy.routing.AccessLog;
import io.cashew.ring.Member;
import io.cashew.time.Await;
import io.cashew.v1.CacheGrpc;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/** A proxy, a ring of fake nodes in a store of its own, and one client's connection to it. */
public final class RunningProxy implements Part {
  public static final Duration DEFAULT_DEADLINE = Duration.ofMillis(600);

  private static final ClusterKeys KEYS = new ClusterKeys("test");

  private final InMemoryClusterStore store = InMemoryClusterStore.start();
  private final Proxy proxy;
  private final ManagedChannel channel;

  private RunningProxy(LimitSettings limits, FakeNode... nodes) {
    Member[] members = Arrays.stream(nodes).map(FakeNode::member).toArray(Member[]::new);
    long epoch = new RingWriter(store, KEYS).write(members).epoch();
    proxy = Proxy.start(within(limits), store, KEYS);
    channel = connect();
    Await.until(
        "the proxy has the ring",
        () -> proxy.view().ring().filter(ring -> ring.epoch() == epoch).isPresent());
  }

  /** Starts it and waits until it has the ring. */
  public static RunningProxy over(FakeNode... nodes) {
    return within(LimitSettings.ofThisProcess(), nodes);
  }

  /** The same, of a proxy under other limits. */
  public static RunningProxy within(LimitSettings limits, FakeNode... nodes) {
    return new RunningProxy(limits, nodes);
  }

  private static ProxyConfig within(LimitSettings limits) {
    ProxyConfig config = config(anyPort());
    return new ProxyConfig(config.proxy().within(limits), config.lease());
  }

  /** Another client's connection, the caller's to close. */
  public ManagedChannel connect() {
    return NettyChannelBuilder.forAddress("127.0.0.1", proxy.address().getPort())
        .usePlaintext()
        .directExecutor()
        .maxInboundMessageSize(Limits.MESSAGE_BYTES)
        .build();
  }

  public static ProxyConfig config(HostAndPort listen) {
    return new ProxyConfig(
        new ProxySettings(
            "proxy-1",
            listen,
            anyPort(),
            16,
            DEFAULT_DEADLINE,
            AccessLog.OFF,
            Optional.empty(),
            Optional.empty()),
        Duration.ofSeconds(5));
  }

  public static HostAndPort anyPort() {
    return HostAndPort.fromParts("127.0.0.1", 0);
  }

  public Proxy proxy() {
    return proxy;
  }

  public CacheGrpc.CacheBlockingStub calls() {
    return CacheGrpc.newBlockingStub(channel);
  }

  public CacheGrpc.CacheStub async() {
    return CacheGrpc.newStub(channel);
  }

  @Override
  public void close() {
    channel.shutdownNow();
    proxy.close();
    store.close();
  }
}
