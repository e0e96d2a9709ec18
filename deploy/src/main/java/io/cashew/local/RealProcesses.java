package io.cashew.local;

import io.cashew.cluster.ClusterStore;
import io.cashew.config.CashewConfig;
import io.cashew.etcd.EtcdClusterStore;
import io.cashew.lifecycle.Part;
import io.cashew.lifecycle.Parts;
import io.cashew.node.NodeConfig;
import io.cashew.node.StorageNode;
import io.cashew.proxy.Proxy;
import io.cashew.proxy.ProxyConfig;

/** Proxies and nodes over etcd, and a whole cluster without it. */
public final class RealProcesses implements Processes {
  @Override
  public Part local(LocalConfig config) {
    return LocalCluster.start(config);
  }

  @Override
  public Part proxy(CashewConfig config) {
    Parts parts = new Parts();
    try {
      ClusterStore store = parts.add(EtcdClusterStore.open(config.etcd().etcd()));
      parts.add(
          Proxy.start(
              new ProxyConfig(config.proxy(), config.etcd().lease()), store, config.cluster()));
      return parts;
    } catch (RuntimeException e) {
      parts.close();
      throw e;
    }
  }

  @Override
  public Part node(CashewConfig config) {
    Parts parts = new Parts();
    try {
      ClusterStore store = parts.add(EtcdClusterStore.open(config.etcd().etcd()));
      NodeConfig node =
          new NodeConfig(config.node(), config.sources(), config.groups(), config.etcd().lease());
      parts.add(StorageNode.start(node, store, config.cluster()));
      return parts;
    } catch (RuntimeException e) {
      parts.close();
      throw e;
    }
  }
}
