package io.cashew.system.process;

import com.google.common.net.HostAndPort;
import io.cashew.client.AdminClient;
import io.cashew.etcd.EtcdEnsemble;
import io.cashew.etcd.FreePort;
import io.cashew.lifecycle.Part;
import io.cashew.lifecycle.Parts;
import io.cashew.time.Await;
import io.cashew.v1.GetRingReply;
import io.cashew.v1.GetRingRequest;
import io.cashew.v1.ListNodesReply;
import io.cashew.v1.Node;
import io.cashew.v1.PartitionOwner;
import io.cashew.v1.RingShare;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A whole cluster of real processes on the loopback. Each process reaches etcd through fault
 * proxies of its own. Nodes are n1, n2 and so on, proxies p1, p2; they keep their addresses when
 * they are started again. What they print is kept in the directory. For one thread.
 */
public final class ProcessCluster implements Part {
  /** The cluster's, in etcd. */
  public static final String NAME = "system";

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration ADMIN_DEADLINE = Duration.ofSeconds(2);

  private final Path directory;
  private final Layout layout;
  private final Path config;
  private final Parts parts = new Parts();
  private final EtcdEnsemble etcd;
  private final Map<String, Place> places = new TreeMap<>();
  private final Map<String, CommandProcess> processes = new LinkedHashMap<>();
  private final Map<String, AdminClient> admins = new LinkedHashMap<>();

  /** Where a process is found, whether it runs or not. */
  private record Place(
      HostAndPort listen,
      HostAndPort advertised,
      HostAndPort admin,
      List<FaultProxy> toEtcd,
      List<FaultProxy> toIt) {}

  private ProcessCluster(Path directory, Layout layout, String sourceUrl, String query) {
    this.directory = directory;
    this.layout = layout;
    this.config = directory.resolve("cashew.yaml");
    try {
      Files.createDirectories(directory);
      Files.writeString(config, configuration(layout, sourceUrl, query));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    this.etcd = parts.add(EtcdEnsemble.start(layout.etcdMembers()));
  }

  /**
   * Starts a cluster and waits until it is whole.
   *
   * @param sourceUrl of a JDBC source for the group {@code things}
   * @param query of that group
   */
  public static ProcessCluster start(
      Path directory, Layout layout, String sourceUrl, String query) {
    ProcessCluster cluster = new ProcessCluster(directory, layout, sourceUrl, query);
    try {
      for (int i = 1; i <= layout.proxies(); i++) {
        cluster.startProxy("p" + i);
      }
      for (int i = 1; i <= layout.nodes(); i++) {
        cluster.startNode("n" + i);
      }
      cluster.awaitNodes(layout.nodes());
      return cluster;
    } catch (RuntimeException | Error e) {
      cluster.close();
      throw e;
    }
  }

  private static String configuration(Layout layout, String sourceUrl, String query) {
    return """
        cluster: %s
        node: {memory: 64MiB}
        proxy: {access-log: 0}
        sources:
          versioned: {type: jdbc, url: "%s", user: sa, pool-size: 8}
        groups:
          things:
            ttl: %ds
            memory: 32MiB
            source:
              connection: versioned
              query: %s
          plain:
            ttl: %ds
            memory: 32MiB
        """
        .formatted(NAME, sourceUrl, layout.ttl().toSeconds(), query, layout.ttl().toSeconds());
  }

  /** Starts a node, again or for the first time, and waits for nothing. */
  public void startNode(String id) {
    Place place = places.computeIfAbsent(id, this::placeOfNode);
    run(id, "node", "--advertise", place.advertised().toString(), "--set", "node.admin-http=none");
  }

  /** Starts a proxy, again or for the first time, and waits for nothing. */
  public void startProxy(String id) {
    Place place = places.computeIfAbsent(id, unused -> placeOfProxy());
    run(id, "proxy", "--admin", place.admin().toString(), "--set", "proxy.admin-http=none");
  }

  private void run(String id, String verb, String... more) {
    Place place = places.get(id);
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of(verb, "--config", config.toString(), "--id", id));
    arguments.addAll(List.of("--listen", place.listen().toString(), "--etcd", endpoints(place)));
    arguments.addAll(List.of(more));
    CommandProcess process = new CommandProcess(directory, arguments.toArray(String[]::new));
    CommandProcess before = processes.put(id, parts.add(process));
    if (before != null) {
      before.close();
    }
  }

  private static String endpoints(Place place) {
    return place.toEtcd().stream()
        .map(link -> link.address().toString())
        .collect(Collectors.joining(","));
  }

  private Place placeOfNode(String id) {
    HostAndPort listen = anyAddress();
    if (layout.links() == Layout.Links.DIRECT) {
      return new Place(listen, listen, listen, linksToEtcd(), List.of());
    }
    FaultProxy link = parts.add(FaultProxy.to(listen));
    return new Place(listen, link.address(), listen, linksToEtcd(), List.of(link));
  }

  private Place placeOfProxy() {
    HostAndPort listen = anyAddress();
    return new Place(listen, listen, anyAddress(), linksToEtcd(), List.of());
  }

  private List<FaultProxy> linksToEtcd() {
    return etcd.endpoints().stream()
        .map(endpoint -> parts.add(FaultProxy.to(HostAndPort.fromString(endpoint))))
        .toList();
  }

  private static HostAndPort anyAddress() {
    return HostAndPort.fromParts("127.0.0.1", FreePort.next());
  }

  public EtcdEnsemble etcd() {
    return etcd;
  }

  public CommandProcess process(String id) {
    return processes.get(id);
  }

  /** The links of a process to the members of etcd. */
  public List<FaultProxy> linksToEtcd(String id) {
    return places.get(id).toEtcd();
  }

  /** The link that everyone takes to a node. */
  public FaultProxy linkTo(String node) {
    return places.get(node).toIt().get(0);
  }

  /** Addresses of all proxies that were ever started, by name. */
  public Map<String, HostAndPort> proxies() {
    Map<String, HostAndPort> proxies = new TreeMap<>();
    places.forEach(
        (id, place) -> {
          if (id.startsWith("p")) {
            proxies.put(id, place.listen());
          }
        });
    return proxies;
  }

  /** Names of the nodes that were started and not stopped or killed. */
  public List<String> runningNodes() {
    return processes.keySet().stream()
        .filter(id -> id.startsWith("n") && processes.get(id).isRunning())
        .sorted()
        .toList();
  }

  /** The ring as a proxy has it. Fails if the proxy does not answer. */
  public GetRingReply ring(String proxy) {
    return admin(proxy).ring(GetRingRequest.newBuilder().setWithPartitions(true).build()).join();
  }

  /** By partition. */
  public static Map<Integer, String> owners(GetRingReply ring) {
    return ring.getOwnersList().stream()
        .collect(Collectors.toMap(PartitionOwner::getPartition, PartitionOwner::getNode));
  }

  /** Names of the nodes that own partitions. */
  public static Set<String> holders(GetRingReply ring) {
    return ring.getSharesList().stream().map(RingShare::getNode).collect(Collectors.toSet());
  }

  /** The proxy that plans ring changes, as another has it. */
  public String coordinator() {
    String any = proxies().keySet().iterator().next();
    Await.until("a proxy plans", () -> !ring(any).getCoordinator().isEmpty());
    return ring(any).getCoordinator();
  }

  private AdminClient admin(String proxy) {
    return admins.computeIfAbsent(
        proxy, id -> parts.add(AdminClient.connect(places.get(id).admin(), ADMIN_DEADLINE)));
  }

  /** Waits until every proxy follows one ring of so many nodes, all of which have applied it. */
  public void awaitNodes(int count) {
    Await.until(
        "the cluster has settled with " + count + " nodes; the logs are in " + directory,
        PATIENCE,
        () -> {
          long epoch = ring("p1").getEpoch();
          return proxies().keySet().stream().allMatch(proxy -> isSettled(proxy, count, epoch));
        });
  }

  /** Heals every link, thaws or starts every process, stops nodes beyond so many, and settles. */
  public void restore(int nodes) {
    places.forEach(
        (id, place) -> {
          place.toEtcd().forEach(FaultProxy::heal);
          place.toIt().forEach(FaultProxy::heal);
          CommandProcess process = processes.get(id);
          if (process.isRunning()) {
            process.thaw();
          }
        });
    etcd.restore();
    processes.values().forEach(CommandProcess::awaitEndIfTold);
    for (int i = 1; i <= layout.proxies(); i++) {
      if (!processes.get("p" + i).isRunning()) {
        startProxy("p" + i);
      }
    }
    for (String id : places.keySet()) {
      if (id.startsWith("n") && Integer.parseInt(id.substring(1)) > nodes) {
        processes.get(id).terminate();
      } else if (id.startsWith("n") && !processes.get(id).isRunning()) {
        startNode(id);
      }
    }
    Set<String> first =
        IntStream.rangeClosed(1, nodes).mapToObj(i -> "n" + i).collect(Collectors.toSet());
    Await.until(
        "the ring is that of " + first + "; the logs are in " + directory,
        PATIENCE,
        () -> holders(ring("p1")).equals(first));
    awaitNodes(nodes);
  }

  private boolean isSettled(String proxy, int count, long epoch) {
    GetRingReply ring = ring(proxy);
    ListNodesReply nodes = admin(proxy).nodes().join();
    return ring.getEpoch() == epoch
        && ring.getMovesLeft() == 0
        && ring.getSharesCount() == count
        && nodes.getNodesList().stream().filter(Node::getRegistered).count() == count
        && nodes.getNodesList().stream()
            .filter(Node::getRegistered)
            .allMatch(node -> node.getAcknowledgedEpoch() == epoch);
  }

  @Override
  public void close() {
    parts.close();
  }
}
