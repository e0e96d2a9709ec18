package io.cashew.system;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Iterables;
import com.google.common.net.HostAndPort;
import io.cashew.client.AdminClient;
import io.cashew.client.CashewClient;
import io.cashew.client.ClientConfig;
import io.cashew.cluster.ClusterKeys;
import io.cashew.cluster.ClusterStore;
import io.cashew.config.ConnectionSettings;
import io.cashew.config.HttpDoorSettings;
import io.cashew.config.InsightSettings;
import io.cashew.config.LimitSettings;
import io.cashew.config.LoopSettings;
import io.cashew.config.NodeSettings;
import io.cashew.config.ProxySettings;
import io.cashew.config.RespSettings;
import io.cashew.etcd.EtcdClusterStore;
import io.cashew.etcd.EtcdProcess;
import io.cashew.etcd.EtcdSettings;
import io.cashew.group.Freshness;
import io.cashew.group.GroupSettings;
import io.cashew.group.GroupSpec;
import io.cashew.lifecycle.Part;
import io.cashew.lifecycle.Parts;
import io.cashew.node.NodeConfig;
import io.cashew.node.StorageNode;
import io.cashew.proxy.Proxy;
import io.cashew.proxy.ProxyConfig;
import io.cashew.ring.Ring;
import io.cashew.time.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Proxies and nodes over a real etcd, each with its own connection to it, as if they were
 * processes; one database behind all nodes.
 */
final class TestCluster implements Part {
  static final String GROUP = "things";

  /** Holds what was set until it is deleted, and finds nothing else; Redis clients' default. */
  static final String KEPT = "kept";

  static final Duration LEASE = Duration.ofSeconds(2);

  private static final HostAndPort ANY_PORT = HostAndPort.fromParts("127.0.0.1", 0);
  private static final GroupSpec KEPT_GROUP =
      new GroupSpec(
          KEPT, GroupSettings.defaults().as(Freshness.exactly(Duration.ZERO, Duration.ZERO)));
  private static final ClusterKeys KEYS = new ClusterKeys("test");

  private final Parts parts = new Parts();
  private final EtcdProcess etcd = parts.add(EtcdProcess.start());
  private final CountingDatabase database = parts.add(new CountingDatabase());
  private final List<ConnectionSettings> sources = new ArrayList<>();
  private final List<GroupSpec> groups = new ArrayList<>();
  private final List<Proxy> proxies = new ArrayList<>();
  private final Map<String, Part> nodes = new LinkedHashMap<>();
  private final Map<String, StorageNode> storageNodes = new LinkedHashMap<>();

  TestCluster(int proxyCount, int nodeCount) {
    this(proxyCount, nodeCount, List.of(), List.of());
  }

  /** With other sources and groups besides. */
  TestCluster(
      int proxyCount,
      int nodeCount,
      List<ConnectionSettings> otherSources,
      List<GroupSpec> otherGroups) {
    sources.add(database.connection());
    sources.addAll(otherSources);
    groups.add(group());
    groups.add(KEPT_GROUP);
    groups.addAll(otherGroups);
    for (int i = 1; i <= proxyCount; i++) {
      ClusterStore store = parts.add(openStore());
      ProxySettings settings =
          new ProxySettings(
              "p" + i,
              ANY_PORT,
              ANY_PORT,
              1024,
              Duration.ofSeconds(1),
              1,
              Optional.empty(),
              Optional.of(new RespSettings(ANY_PORT, Optional.of(KEPT), 100)),
              LimitSettings.ofThisProcess(),
              Optional.of(ANY_PORT),
              new LoopSettings(2, LoopSettings.DEFAULT_BUSY_POLL),
              Optional.of(HttpDoorSettings.at(ANY_PORT)),
              InsightSettings.DEFAULT);
      proxies.add(parts.add(Proxy.start(new ProxyConfig(settings, LEASE), store, KEYS)));
    }
    for (int i = 1; i <= nodeCount; i++) {
      startNode("n" + i);
    }
    awaitNodes(nodeCount);
  }

  EtcdProcess etcd() {
    return etcd;
  }

  CountingDatabase database() {
    return database;
  }

  Proxy proxy(int index) {
    return proxies.get(index);
  }

  StorageNode node(String id) {
    return storageNodes.get(id);
  }

  Ring ringOf(int proxy) {
    return proxies.get(proxy).view().ring().orElseThrow();
  }

  /** A client of some of the proxies; all of them if none is named. */
  CashewClient client(int... indexes) {
    return client(Duration.ofSeconds(5), indexes);
  }

  CashewClient client(Duration deadline, int... indexes) {
    ImmutableList.Builder<HostAndPort> addresses = ImmutableList.builder();
    if (indexes.length == 0) {
      proxies.forEach(proxy -> addresses.add(proxy.address()));
    }
    for (int index : indexes) {
      addresses.add(proxies.get(index).address());
    }
    return parts.add(CashewClient.connect(new ClientConfig(addresses.build(), deadline)));
  }

  /** Asks a proxy about the cluster; the caller's to close. */
  AdminClient admin(int proxy) {
    return AdminClient.connect(proxies.get(proxy).adminAddress(), Duration.ofSeconds(5));
  }

  void startNode(String id) {
    startNode(id, Duration.ofSeconds(10));
  }

  void startNode(String id, Duration drain) {
    Parts node = new Parts();
    ClusterStore store = node.add(openStore());
    NodeSettings settings =
        new NodeSettings(
            id,
            ANY_PORT,
            Optional.empty(),
            "",
            1,
            64 << 20,
            drain,
            NodeSettings.DEFAULT_HANDOVER_RATE,
            NodeSettings.DEFAULT_SLOW_LOG);
    StorageNode started =
        node.add(StorageNode.start(new NodeConfig(settings, sources, groups, LEASE), store, KEYS));
    nodes.put(id, node);
    storageNodes.put(id, started);
  }

  void stopNode(String id) {
    storageNodes.remove(id);
    nodes.remove(id).close();
  }

  /** Waits until every proxy routes by a ring of so many nodes and every node holds its share. */
  void awaitNodes(int count) {
    Await.until(
        "every process follows a ring of " + count + " nodes",
        () ->
            proxies.stream()
                    .map(proxy -> proxy.view().ring().orElseThrow())
                    .allMatch(ring -> ring.shares().size() == count && settled(ring))
                && proxies.stream().allMatch(proxy -> proxy.view().members().size() == count));
  }

  private boolean settled(Ring ring) {
    return Iterables.getLast(ring.changes()).left() == 0
        && storageNodes.values().stream()
            .map(StorageNode::terms)
            .allMatch(terms -> terms.epoch() == ring.epoch() && terms.isSettled());
  }

  private ClusterStore openStore() {
    return EtcdClusterStore.open(EtcdSettings.of(List.of(etcd.endpoint())));
  }

  private GroupSpec group() {
    return new GroupSpec(GROUP, GroupSettings.defaults().from(database.source()));
  }

  @Override
  public void close() {
    List.copyOf(nodes.keySet()).forEach(this::stopNode);
    parts.close();
  }
}
