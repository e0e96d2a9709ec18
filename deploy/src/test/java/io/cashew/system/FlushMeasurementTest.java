package io.cashew.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.net.HostAndPort;
import com.google.protobuf.ByteString;
import io.cashew.client.AdminClient;
import io.cashew.client.Answer;
import io.cashew.client.CashewClient;
import io.cashew.client.ClientConfig;
import io.cashew.cluster.ClusterKeys;
import io.cashew.cluster.ClusterStore;
import io.cashew.cluster.InMemoryClusterStore;
import io.cashew.config.NodeSettings;
import io.cashew.config.ProxySettings;
import io.cashew.group.Freshness;
import io.cashew.group.GroupSettings;
import io.cashew.group.GroupSpec;
import io.cashew.lifecycle.Parts;
import io.cashew.node.NodeConfig;
import io.cashew.node.StorageNode;
import io.cashew.proxy.Proxy;
import io.cashew.proxy.ProxyConfig;
import io.cashew.proxy.routing.AccessLog;
import io.cashew.time.Await;
import io.cashew.v1.GroupStatistics;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * How long a flush of ten million entries takes, of a prefix and of all, over a proxy and two
 * nodes. Not for the suite: {@code -Dcashew.measure.flush=10000000} says how many, and takes
 * minutes and 2 GiB of direct memory.
 */
@EnabledIfSystemProperty(named = "cashew.measure.flush", matches = "\\d+")
final class FlushMeasurementTest {
  private static final int ENTRIES = Integer.getInteger("cashew.measure.flush", 0);
  private static final HostAndPort ANY = HostAndPort.fromParts("127.0.0.1", 0);
  private static final Duration LEASE = Duration.ofSeconds(5);
  private static final int IN_FLIGHT = 5_000;

  private final Parts parts = new Parts();

  @AfterEach
  void close() {
    parts.close();
  }

  @Test
  void flush_ofTenMillionEntries_isAcknowledgedWithinASecond() throws InterruptedException {
    ClusterStore store = parts.add(InMemoryClusterStore.start());
    ClusterKeys keys = new ClusterKeys("measured");
    Proxy proxy = parts.add(Proxy.start(proxy(), store, keys));
    for (int i = 1; i <= 2; i++) {
      parts.add(StorageNode.start(node(i), store, keys));
    }
    CashewClient client =
        parts.add(
            CashewClient.connect(
                new ClientConfig(List.of(proxy.address()), Duration.ofSeconds(30))));
    AdminClient admin =
        parts.add(AdminClient.connect(proxy.adminAddress(), Duration.ofSeconds(30)));
    Await.until(
        "the ring has both",
        () -> proxy.view().ring().filter(ring -> ring.shares().size() == 2).isPresent());
    fill(client);
    System.out.printf("%,d entries%n", entries(admin));

    long prefix = flush(admin, "a:");
    assertThat(client.get("g", "a:2").join()).isInstanceOf(Answer.Absent.class);
    assertThat(client.get("g", "b:1").join()).isInstanceOf(Answer.Found.class);
    long all = flush(admin, "");
    assertThat(client.get("g", "b:1").join()).isInstanceOf(Answer.Absent.class);
    long start = System.nanoTime();
    Await.until("memory is back", Duration.ofMinutes(2), () -> entries(admin) == 0);

    System.out.printf(
        "prefix acknowledged in %.1f ms, all in %.1f ms, memory back in %.1f s%n",
        prefix / 1e6, all / 1e6, (System.nanoTime() - start) / 1e9);
    assertThat(prefix).isLessThan(1_000_000_000L);
    assertThat(all).isLessThan(1_000_000_000L);
  }

  private static long flush(AdminClient admin, String prefix) {
    long start = System.nanoTime();
    assertThat(admin.flushGroup("g", ByteString.copyFromUtf8(prefix)).join().getNodesCount())
        .isEqualTo(2);
    return System.nanoTime() - start;
  }

  private static long entries(AdminClient admin) {
    return admin.statistics("g").join().getNodesList().stream()
        .flatMap(node -> node.getGroupsList().stream())
        .mapToLong(GroupStatistics::getEntries)
        .sum();
  }

  private static void fill(CashewClient client) throws InterruptedException {
    Semaphore permits = new Semaphore(IN_FLIGHT);
    for (int i = 0; i < ENTRIES; i++) {
      permits.acquire();
      var unused =
          client
              .set("g", (i % 2 == 0 ? "a:" : "b:") + i, "v")
              .whenComplete((version, failure) -> permits.release());
    }
    permits.acquire(IN_FLIGHT);
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
            Optional.empty()),
        LEASE);
  }

  private static NodeConfig node(int number) {
    GroupSettings defaults = GroupSettings.defaults();
    GroupSettings large =
        new GroupSettings(
            1 << 30,
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
            1 << 30,
            Duration.ZERO,
            NodeSettings.DEFAULT_HANDOVER_RATE,
            NodeSettings.DEFAULT_SLOW_LOG),
        List.of(),
        List.of(new GroupSpec("g", large)),
        LEASE);
  }
}
