package io.cashew.local;

import com.google.common.collect.ImmutableList;
import com.google.common.net.HostAndPort;
import io.cashew.cluster.ClusterKeys;
import io.cashew.cluster.ClusterStore;
import io.cashew.cluster.InMemoryClusterStore;
import io.cashew.config.CashewConfig;
import io.cashew.config.NodeSettings;
import io.cashew.lifecycle.Part;
import io.cashew.lifecycle.Parts;
import io.cashew.node.NodeConfig;
import io.cashew.node.StorageNode;
import io.cashew.proxy.Proxy;
import io.cashew.proxy.ProxyConfig;
import java.time.Duration;
import java.util.Optional;

/**
 * A proxy, nodes and the ring in one process: the real ones, over loopback, with a cluster store in
 * memory in the place of etcd.
 */
public final class LocalCluster implements Part {
  private static final HostAndPort ANY_PORT = HostAndPort.fromParts("127.0.0.1", 0);

  private final Parts parts;
  private final Proxy proxy;
  private final ImmutableList<StorageNode> nodes;

  private LocalCluster(Parts parts, Proxy proxy, ImmutableList<StorageNode> nodes) {
    this.parts = parts;
    this.proxy = proxy;
    this.nodes = nodes;
  }

  /**
   * Starts it; returns when every node is registered.
   *
   * @throws io.cashew.lifecycle.StartException if the proxy's address cannot be bound
   */
  public static LocalCluster start(LocalConfig local) {
    CashewConfig config = local.config();
    ClusterKeys keys = config.cluster();
    Duration lease = config.etcd().lease();
    Parts parts = new Parts();
    try {
      ClusterStore store = parts.add(InMemoryClusterStore.start());
      Proxy proxy =
          parts.add(Proxy.start(new ProxyConfig(config.proxy(), lease), store, keys));
      ImmutableList.Builder<StorageNode> nodes = ImmutableList.builder();
      for (int i = 1; i <= local.nodes(); i++) {
        NodeConfig node =
            new NodeConfig(settings(i), config.sources(), config.groups(), lease);
        nodes.add(parts.add(StorageNode.start(node, store, keys)));
      }
      return new LocalCluster(parts, proxy, nodes.build());
    } catch (RuntimeException e) {
      parts.close();
      throw e;
    }
  }

  /** Nothing to drain to: when this process stops, all of it stops. */
  private static NodeSettings settings(int number) {
    return new NodeSettings(
        "node" + number, ANY_PORT, Optional.empty(), "", 1, Duration.ZERO);
  }

  /** Where clients connect. */
  public HostAndPort address() {
    return proxy.address();
  }

  /** Where the admin service listens. */
  public HostAndPort adminAddress() {
    return proxy.adminAddress();
  }

  public ImmutableList<StorageNode> nodes() {
    return nodes;
  }

  @Override
  public void close() {
    parts.close();
  }
}
