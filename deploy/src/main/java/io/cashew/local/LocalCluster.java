package io.cashew.local;

import com.google.common.collect.ImmutableList;
import com.google.common.net.HostAndPort;
import com.google.common.util.concurrent.Uninterruptibles;
import io.cashew.cluster.ClusterKeys;
import io.cashew.cluster.ClusterStore;
import io.cashew.cluster.InMemoryClusterStore;
import io.cashew.config.CashewConfig;
import io.cashew.config.NodeSettings;
import io.cashew.lifecycle.Part;
import io.cashew.lifecycle.Parts;
import io.cashew.lifecycle.StartException;
import io.cashew.node.NodeConfig;
import io.cashew.node.StorageNode;
import io.cashew.proxy.Proxy;
import io.cashew.proxy.ProxyConfig;
import io.cashew.ring.Ring;
import io.cashew.tracing.Tracing;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A proxy, nodes and the ring in one process: the real ones, over loopback, with a cluster store in
 * memory in the place of etcd.
 */
public final class LocalCluster implements Part {
  private static final HostAndPort ANY_PORT = HostAndPort.fromParts("127.0.0.1", 0);

  /** What all nodes share: so many bytes that the most there can be have the least they need. */
  private static final long MEMORY = LocalConfig.MAX_NODES * NodeSettings.MIN_MEMORY_BYTES;

  /** A machine that tries things out has other work to do. */
  private static final long MAX_NODE_MEMORY = 256 << 20;

  private static final Duration SETTLING = Duration.ofSeconds(20);

  private final Parts parts;
  private final Proxy proxy;
  private final ImmutableList<StorageNode> nodes;

  private LocalCluster(Parts parts, Proxy proxy, ImmutableList<StorageNode> nodes) {
    this.parts = parts;
    this.proxy = proxy;
    this.nodes = nodes;
  }

  /**
   * Starts it; returns when every node has its share of the ring and holds it.
   *
   * @throws StartException if the proxy's address cannot be bound
   */
  public static LocalCluster start(LocalConfig local) {
    CashewConfig config = local.config();
    ClusterKeys keys = config.cluster();
    Duration lease = config.etcd().lease();
    Parts parts = new Parts();
    try {
      Tracing tracing = parts.add(Tracing.start(config.tracing(), "cashew", config.proxy().id()));
      ClusterStore store = parts.add(InMemoryClusterStore.start());
      Proxy proxy =
          parts.add(
              Proxy.start(
                  new ProxyConfig(config.proxy().stateless(), lease),
                  store,
                  keys,
                  tracing.tracer()));
      ImmutableList.Builder<StorageNode> nodes = ImmutableList.builder();
      for (int i = 1; i <= local.nodes(); i++) {
        NodeSettings settings =
            settings(i, local.nodes()).withAdminHttp(config.proxy().adminHttp().map(above(i)));
        NodeConfig node = new NodeConfig(settings, config.sources(), config.groups(), lease);
        nodes.add(parts.add(StorageNode.start(node, store, keys, tracing.tracer())));
      }
      LocalCluster cluster = new LocalCluster(parts, proxy, nodes.build());
      cluster.awaitSettled();
      return cluster;
    } catch (RuntimeException e) {
      parts.close();
      throw e;
    }
  }

  /** Nothing to drain to: when this process stops, all of it stops. */
  private static NodeSettings settings(int number, int of) {
    return new NodeSettings(
        "node" + number,
        ANY_PORT,
        Optional.empty(),
        "",
        1,
        Math.min(MAX_NODE_MEMORY, MEMORY / of),
        Duration.ZERO,
        NodeSettings.DEFAULT_HANDOVER_RATE,
        NodeSettings.DEFAULT_SLOW_LOG);
  }

  /** The nodes' are the ports after the proxy's. */
  private static UnaryOperator<HostAndPort> above(int number) {
    return proxy ->
        proxy.getPort() == 0
            ? proxy
            : HostAndPort.fromParts(proxy.getHost(), proxy.getPort() + number);
  }

  private void awaitSettled() {
    long start = System.nanoTime();
    while (!isSettled()) {
      if (System.nanoTime() - start > SETTLING.toNanos()) {
        throw new StartException(
            "the ring did not settle within %d s: the log says why"
                .formatted(SETTLING.toSeconds()));
      }
      Uninterruptibles.sleepUninterruptibly(Duration.ofMillis(5));
    }
  }

  private boolean isSettled() {
    Optional<Ring> ring = proxy.view().ring();
    return ring.isPresent()
        && ring.get().shares().size() == nodes.size()
        && isBalanced(ring.get().shares().values())
        && nodes.stream()
            .map(StorageNode::terms)
            .allMatch(terms -> terms.epoch() == ring.get().epoch() && terms.isSettled());
  }

  /** Nodes of one weight have equal shares, give or take one. */
  private static boolean isBalanced(Collection<Integer> shares) {
    return Collections.max(shares) - Collections.min(shares) <= 1;
  }

  /** Where clients connect. */
  public HostAndPort address() {
    return proxy.address();
  }

  /** Where the admin service listens. */
  public HostAndPort adminAddress() {
    return proxy.adminAddress();
  }

  /** Where Redis clients connect; empty: nowhere. */
  public Optional<HostAndPort> respAddress() {
    return proxy.respAddress();
  }

  /** Where HTTP clients connect; empty: nowhere. */
  public Optional<HostAndPort> httpAddress() {
    return proxy.httpAddress();
  }

  /** Where the proxy tells by HTTP how it is; empty: nowhere. */
  public Optional<HostAndPort> adminHttpAddress() {
    return proxy.adminHttpAddress();
  }

  public ImmutableList<StorageNode> nodes() {
    return nodes;
  }

  @Override
  public void close() {
    parts.close();
  }
}
