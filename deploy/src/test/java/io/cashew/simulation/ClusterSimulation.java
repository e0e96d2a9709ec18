package io.cashew.simulation;

import io.cashew.cluster.ClusterKeys;
import io.cashew.cluster.ClusterStore;
import io.cashew.cluster.ClusterStore.LeasedKey;
import io.cashew.etcd.SimulatedEtcd;
import io.cashew.etcd.SimulatedEtcd.Wire;
import io.cashew.group.Consistency;
import io.cashew.group.Freshness;
import io.cashew.group.GroupSpec;
import io.cashew.ring.NodeId;
import io.cashew.time.FakeTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One run: a cluster is started, is used while everything goes wrong that can, is left in peace,
 * and has to be whole again.
 */
final class ClusterSimulation {
  static final Duration LEASE = Duration.ofSeconds(2);
  static final int PARTITIONS = 16;

  private static final Duration START = Duration.ofSeconds(1);
  private static final Duration CHAOS = Duration.ofSeconds(8);
  private static final Duration RETURN = Duration.ofSeconds(2);
  private static final Duration PEACE = Duration.ofSeconds(20);

  private final FakeTime time = new FakeTime();
  private final Chance chance;
  private final Story story = new Story(time);
  private final Promise promise = new Promise(story);
  private final Kept kept = new Kept(story, this::memories);
  private final Network network;
  private final SimulatedEtcd etcd;
  private final Database database;
  private final ClusterKeys keys = new ClusterKeys("simulation");
  private final Map<String, NodeProcess> nodes = new TreeMap<>();
  private final Map<String, ProxyProcess> proxies = new TreeMap<>();
  private final Clients clients;
  private final Chaos chaos;
  private final Operator operator;
  private final Flusher flusher;
  private final Consistency consistency;
  private final Freshness freshness;
  private final Variety variety;
  private long inherited;

  ClusterSimulation(long seed, Consistency consistency, Freshness freshness, Variety variety) {
    this.chance = new Chance(seed);
    this.consistency = consistency;
    this.freshness = freshness;
    this.variety = variety;
    this.network = new Network(time, chance);
    this.etcd = new SimulatedEtcd(time, time);
    this.database = new Database(time, chance);
    this.clients =
        new Clients(
            variety,
            time,
            chance,
            story,
            promise,
            kept,
            database,
            () -> new ArrayList<>(proxies.values()));
    this.chaos = new Chaos(this, etcd);
    this.operator = new Operator(this);
    this.flusher = new Flusher(this);
  }

  /** Runs to the end and says what was found that should not have been. */
  List<String> run() {
    int proxyCount = 2 + chance.below(2);
    for (int i = 1; i <= proxyCount; i++) {
      proxies.put("p" + i, new ProxyProcess(this, "p" + i));
    }
    for (String name : List.of("a", "b", "c", "d").subList(0, 3 + chance.below(2))) {
      nodes.put(name, new NodeProcess(this, name));
    }
    time.advance(START);
    operator.begin();
    clients.begin();
    if (variety == Variety.ALL) {
      flusher.begin();
    }
    chaos.begin();
    time.advance(CHAOS);
    chaos.end();
    operator.wishNothing();
    time.advance(RETURN);
    clients.rest();
    flusher.rest();
    time.advance(PEACE);
    nodes()
        .forEach(
            node ->
                inherited += node.node().handovers().taken() + node.node().handovers().fetchHits());
    new Aftermath(this).check();
    return story.violations();
  }

  FakeTime time() {
    return time;
  }

  Chance chance() {
    return chance;
  }

  Story story() {
    return story;
  }

  Promise promise() {
    return promise;
  }

  Kept kept() {
    return kept;
  }

  /** Each node's life and the ring it goes by. */
  private List<Object> memories() {
    if (!freshness.equals(Clients.LASTING)) {
      return List.of(new Object()); // never the same: entries end
    }
    List<Object> all = new ArrayList<>();
    for (NodeProcess node : nodes.values()) {
      all.add(node.life());
      all.add(node.node().terms().epoch());
      all.add(node.node().groups().generation(Clients.GROUP));
    }
    return all;
  }

  Clients clients() {
    return clients;
  }

  /** Flushes that were acknowledged. */
  int flushes() {
    return flusher.flushes;
  }

  Network network() {
    return network;
  }

  Database database() {
    return database;
  }

  ClusterKeys keys() {
    return keys;
  }

  Chaos chaos() {
    return chaos;
  }

  NodeProcess node(String name) {
    return nodes.get(name);
  }

  List<NodeProcess> nodes() {
    return new ArrayList<>(nodes.values());
  }

  List<ProxyProcess> proxies() {
    return new ArrayList<>(proxies.values());
  }

  Consistency consistency() {
    return consistency;
  }

  Freshness freshness() {
    return freshness;
  }

  Map<String, GroupSpec> groups() {
    return Map.of(Clients.GROUP, Clients.group(consistency, freshness));
  }

  /** A process's own way to etcd. */
  ClusterStore openStore(String process, Life life) {
    Wire wire =
        new Wire() {
          @Override
          public void toEtcd(Runnable message) {
            network.send(process, Network.ETCD, message);
          }

          @Override
          public void fromEtcd(Runnable message) {
            network.send(Network.ETCD, process, () -> life.run(message));
          }
        };
    return etcd.open(wire, life.thread(), life, chance.random().split());
  }

  /** What a handle's close comes to, without waiting for etcd. */
  void release(LeasedKey key) {
    SimulatedEtcd.release(key);
  }

  /** Operators change what they want: partitions move. */
  void changeWishes() {
    operator.changeTheirMinds();
  }

  /** What each node has at the least when the ring is in balance. */
  int expectedLeast() {
    return PARTITIONS / nodes.size();
  }

  /** How many rings there have been, about. */
  long rings() {
    return proxies().get(0).ring().map(ring -> (long) ring.changes().size()).orElse(0L);
  }

  /** Entries that came from previous owners. */
  long inherited() {
    return inherited;
  }

  NetworkPeers peersOf(NodeId asking, Life life) {
    return new NetworkPeers(this, asking.value(), life);
  }
}
