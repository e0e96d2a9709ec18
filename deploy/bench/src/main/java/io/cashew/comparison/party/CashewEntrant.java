package io.cashew.comparison.party;

import com.google.common.net.HostAndPort;
import io.cashew.client.AdminClient;
import io.cashew.comparison.load.BenchKey;
import io.cashew.comparison.process.Processes;
import io.cashew.comparison.process.Running;
import io.cashew.v1.GetRingRequest;
import io.cashew.v1.Node;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Ours: etcd, one proxy and some nodes, from the built distribution. */
final class CashewEntrant implements Entrant {
  private static final int USUAL_NODES = 2;

  private final int nodes;

  CashewEntrant(int nodes) {
    this.nodes = nodes;
  }

  @Override
  public String name() {
    return nodes == USUAL_NODES ? "cashew" : "cashew-" + nodes;
  }

  @Override
  public Optional<String> missing(Site site) {
    return Entrant.unlessInstalled("etcd", "etcd-server");
  }

  @Override
  public Party start(Site site) throws IOException {
    try (Starting starting = new Starting(name(), site)) {
      List<Integer> ports = Processes.freePorts(5 + nodes);
      int etcd = ports.get(0);
      int listen = ports.get(2);
      int admin = ports.get(3);
      int redis = ports.get(4);
      startEtcd(starting, etcd, ports.get(1));
      Path config = starting.directory().resolve("cashew.yaml");
      Files.writeString(config, settings(site, etcd));
      String command = site.home().resolve("cashew").toString();
      Running proxy =
          starting.run(
              "proxy",
              Party.PROXY,
              environment(site),
              List.of(
                  command,
                  "proxy",
                  "--config",
                  config.toString(),
                  "--id",
                  "p1",
                  "--listen",
                  Site.HOST + ":" + listen,
                  "--admin",
                  Site.HOST + ":" + admin,
                  "--set",
                  "proxy.resp=" + Site.HOST + ":" + redis,
                  "--set",
                  "proxy.state=none"));
      for (int i = 1; i <= nodes; i++) {
        starting.run(
            "node-" + i,
            Party.SERVER,
            environment(site),
            List.of(
                command,
                "node",
                "--config",
                config.toString(),
                "--id",
                "n" + i,
                "--listen",
                Site.HOST + ":" + ports.get(4 + i)));
      }
      awaitRing(proxy, HostAndPort.fromParts(Site.HOST, admin));
      starting.speaksRedisAt(redis);
      starting.isAskedBy(Way.LIBRARY, "client", listen);
      starting.isAskedBy(Way.UNARY_8, "unary", listen, "8");
      starting.isAskedBy(Way.UNARY_64, "unary", listen, "64");
      starting.isAskedBy(Way.EXCHANGE, "exchange", listen);
      starting.isAskedBy(Way.LINK, "link", etcd);
      return starting.party();
    }
  }

  private static void startEtcd(Starting starting, int port, int peerPort) throws IOException {
    String client = "http://%s:%s".formatted(Site.HOST, port);
    String peer = "http://%s:%s".formatted(Site.HOST, peerPort);
    Running etcd =
        starting.run(
            "etcd",
            Party.ASIDE,
            List.of(
                "etcd",
                "--name",
                "bench",
                "--logger",
                "zap",
                "--data-dir",
                starting.directory().resolve("etcd").toString(),
                "--listen-client-urls",
                client,
                "--advertise-client-urls",
                client,
                "--listen-peer-urls",
                peer,
                "--initial-advertise-peer-urls",
                peer,
                "--initial-cluster",
                "bench=" + peer));
    Processes.awaitListener(etcd, port);
  }

  private static String settings(Site site, int etcd) {
    return """
        cluster: %s
        etcd:
          endpoints: [%s:%s]
          start-timeout: 1m
        node:
          memory: %sMiB
        groups:
          bench:
            memory: %sMiB
            ttl: 0s
        """
        .formatted(BenchKey.GROUP, Site.HOST, etcd, site.nodeMegabytes(), site.nodeMegabytes());
  }

  private static Map<String, String> environment(Site site) {
    return Map.of(
        "CASHEW_JAVA_OPTS",
        ("-Xmx" + site.heapMegabytes() + "m " + String.join(" ", site.jvmFlags())).trim());
  }

  /** Every node has its share, and nothing is on its way from one to another. */
  private void awaitRing(Running proxy, HostAndPort admin) {
    try (AdminClient client = AdminClient.connect(admin, Duration.ofSeconds(1))) {
      Processes.await(
          proxy,
          () -> {
            List<Node> all = client.nodes().join().getNodesList();
            return all.size() == nodes
                && all.stream().allMatch(CashewEntrant::isSettled)
                && client.ring(GetRingRequest.getDefaultInstance()).join().getMovesLeft() == 0;
          });
    }
  }

  private static boolean isSettled(Node node) {
    return node.getRegistered()
        && node.getPartitions() > 0
        && node.getGiving() == 0
        && node.getTaking() == 0;
  }
}
