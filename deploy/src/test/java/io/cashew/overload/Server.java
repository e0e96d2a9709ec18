package io.cashew.overload;

import com.google.common.net.HostAndPort;
import io.cashew.cluster.ClusterKeys;
import io.cashew.cluster.ClusterStore;
import io.cashew.cluster.InMemoryClusterStore;
import io.cashew.config.NodeSettings;
import io.cashew.config.ProxySettings;
import io.cashew.config.RespSettings;
import io.cashew.group.Freshness;
import io.cashew.group.GroupSettings;
import io.cashew.group.GroupSpec;
import io.cashew.lifecycle.Parts;
import io.cashew.node.NodeConfig;
import io.cashew.node.StorageNode;
import io.cashew.proxy.Proxy;
import io.cashew.proxy.ProxyConfig;
import io.cashew.proxy.admission.Refusal;
import io.cashew.proxy.routing.AccessLog;
import io.cashew.time.Await;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;

/**
 * A proxy and two nodes. Says where they listen; then, for each line on standard input, what they
 * use; ends with standard input.
 */
final class Server {
  static final String GROUP = "g";

  /** What the line begins with that says where they listen. */
  static final String ADDRESSES = "at: ";

  /** What lines begin with that say what they use. */
  static final String DESCRIPTION = "server: ";

  private static final HostAndPort ANY = HostAndPort.fromParts("127.0.0.1", 0);
  private static final Duration LEASE = Duration.ofSeconds(5);

  /** Tells of each call that is cancelled. Held: java.util.logging forgets. */
  private static final Logger GRPC_LOG = Logger.getLogger("io.grpc");

  private Server() {}

  public static void main(String[] arguments) throws IOException {
    GRPC_LOG.setLevel(Level.SEVERE);
    try (Parts parts = new Parts()) {
      ClusterStore store = parts.add(InMemoryClusterStore.start());
      ClusterKeys keys = new ClusterKeys("overload");
      Proxy proxy = parts.add(Proxy.start(proxy(), store, keys));
      for (int i = 1; i <= 2; i++) {
        parts.add(StorageNode.start(node(i), store, keys));
      }
      Await.until(
          "the ring has both",
          () -> proxy.view().ring().filter(ring -> ring.shares().size() == 2).isPresent());
      System.out.printf(ADDRESSES + "%s %s%n", proxy.address(), proxy.respAddress().orElseThrow());
      while (System.in.read() == '\n') {
        System.out.println(describe(proxy));
      }
    }
  }

  private static String describe(Proxy proxy) {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    long direct =
        ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
            .filter(pool -> pool.getName().equals("direct"))
            .mapToLong(BufferPoolMXBean::getMemoryUsed)
            .sum();
    long cpu =
        ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
            .getProcessCpuTime();
    return DESCRIPTION
        + "heap %,d KiB of %,d, direct %,d KiB, cpu %,d ms, in flight %,d operations and %,d KiB, refused %s"
            .formatted(
                (runtime.totalMemory() - runtime.freeMemory()) >> 10,
                runtime.maxMemory() >> 10,
                direct >> 10,
                cpu / 1_000_000,
                proxy.admission().operations(),
                proxy.admission().bytes() >> 10,
                Arrays.stream(Refusal.values())
                    .map(why -> why + "=" + proxy.admission().refused(why))
                    .collect(Collectors.joining(" ")));
  }

  private static ProxyConfig proxy() {
    return new ProxyConfig(
        new ProxySettings(
            "p1",
            ANY,
            ANY,
            64,
            ProxySettings.DEFAULT_DEADLINE,
            AccessLog.OFF,
            Optional.empty(),
            Optional.of(new RespSettings(ANY, Optional.of(GROUP), 20_000))),
        LEASE);
  }

  private static NodeConfig node(int number) {
    GroupSettings defaults = GroupSettings.defaults();
    GroupSettings kept =
        new GroupSettings(
            256 << 20,
            0,
            defaults.policy(),
            defaults.maxValueBytes(),
            Freshness.exactly(Duration.ofHours(1), Duration.ZERO),
            defaults.loads(),
            defaults.consistency(),
            Optional.empty());
    return new NodeConfig(
        new NodeSettings(
            "n" + number,
            ANY,
            Optional.empty(),
            "",
            1,
            256 << 20,
            Duration.ZERO,
            NodeSettings.DEFAULT_HANDOVER_RATE,
            NodeSettings.DEFAULT_SLOW_LOG),
        List.of(),
        List.of(new GroupSpec(GROUP, kept)),
        LEASE);
  }
}
