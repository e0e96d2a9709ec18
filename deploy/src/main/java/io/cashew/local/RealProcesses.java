package io.cashew.local;

import io.cashew.cluster.ClusterStore;
import io.cashew.cluster.RingFile;
import io.cashew.config.CashewConfig;
import io.cashew.config.LogSettings;
import io.cashew.etcd.EtcdClusterStore;
import io.cashew.lifecycle.Part;
import io.cashew.lifecycle.Parts;
import io.cashew.logging.JsonLines;
import io.cashew.node.NodeConfig;
import io.cashew.node.StorageNode;
import io.cashew.proxy.Proxy;
import io.cashew.proxy.ProxyConfig;
import io.cashew.tracing.Tracing;

/** Proxies and nodes over etcd, and a whole cluster without it. */
public final class RealProcesses implements Processes {
  @Override
  public Part local(LocalConfig config) {
    log(config.config().log());
    return LocalCluster.start(config);
  }

  @Override
  public Part proxy(CashewConfig config) {
    log(config.log());
    Parts parts = new Parts();
    try {
      Tracing tracing = parts.add(tracing(config, "cashew-proxy", config.proxy().id()));
      ClusterStore store = parts.add(storeOf(config));
      parts.add(
          Proxy.start(
              new ProxyConfig(config.proxy(), config.etcd().lease()),
              store,
              config.cluster(),
              tracing.tracer()));
      return parts;
    } catch (RuntimeException e) {
      parts.close();
      throw e;
    }
  }

  private static void log(LogSettings wanted) {
    if (wanted.format() == LogSettings.Format.JSON) {
      JsonLines.begin();
    }
  }

  /** First of the parts, and so the last to be closed: what was under way is told of. */
  private static Tracing tracing(CashewConfig config, String service, String instance) {
    return Tracing.start(config.tracing(), service, instance);
  }

  /** A proxy that has kept a ring can do without etcd for a while (rule R18). */
  private static ClusterStore storeOf(CashewConfig config) {
    boolean ringKept =
        Proxy.file(config.proxy(), config.cluster()).flatMap(RingFile::read).isPresent();
    return ringKept
        ? EtcdClusterStore.connect(config.etcd().etcd())
        : EtcdClusterStore.open(config.etcd().etcd());
  }

  @Override
  public Part node(CashewConfig config) {
    log(config.log());
    Parts parts = new Parts();
    try {
      Tracing tracing = parts.add(tracing(config, "cashew-node", config.node().id()));
      ClusterStore store = parts.add(EtcdClusterStore.open(config.etcd().etcd()));
      NodeConfig node =
          new NodeConfig(config.node(), config.sources(), config.groups(), config.etcd().lease());
      parts.add(StorageNode.start(node, store, config.cluster(), tracing.tracer()));
      return parts;
    } catch (RuntimeException e) {
      parts.close();
      throw e;
    }
  }
}
