package io.cashew.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.cashew.cluster.ClusterKeys;
import io.cashew.etcd.EtcdProcess;
import io.cashew.lifecycle.Part;
import io.cashew.system.history.Tally;
import io.cashew.system.history.Verdict;
import io.cashew.system.process.FaultProxy;
import io.cashew.system.process.FaultProxy.Direction;
import io.cashew.system.process.Layout;
import io.cashew.system.process.ProcessCluster;
import io.cashew.time.Await;
import io.cashew.v1.GetRingReply;
import io.cashew.v1.RingChangeInfo;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Proxies that freeze, or lose sight of etcd, while the ring moves on. */
final class ProxyFaultsTest {
  private static final Duration WARM = Duration.ofSeconds(1);

  private static LoadedCluster cluster;

  @BeforeAll
  static void start() {
    cluster = new LoadedCluster(ProxyFaultsTest.class, Layout.of(3, 2));
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @AfterEach
  void restore() {
    cluster.restore();
  }

  @Test
  void proxyFrozenWhileTheRingMoves_servesAgainOnceThawed_andNothingStale() {
    String frozen = bystander();
    String other = cluster.processes().coordinator();
    try (Run run = cluster.begin("proxy-frozen")) {
      run.goOn(WARM);

      run.freeze(frozen);
      run.terminate("n3");
      awaitHolders(other, 2);
      run.goOn(Duration.ofSeconds(3));
      run.thaw(frozen);

      run.goOn(Duration.ofMillis(1_500)); // what was asked of it while it was frozen has failed
      long failed = run.soFar().failed();
      run.goOn(Duration.ofSeconds(2));
      assertThat(run.soFar().failed()).isEqualTo(failed);
      Verdict unused = run.judge(LoadedCluster.bounds(8, 0));
    }
  }

  @Test
  void proxyCutOffFromEtcd_goesOnByTheRingItHas() {
    try (Run run = cluster.beginPatiently("proxy-without-etcd")) {
      run.goOn(WARM);

      run.does("p2 loses etcd", () -> toEtcd("p2").hold());
      run.goOn(Duration.ofSeconds(7)); // beyond its lease
      run.does("p2 has etcd again", () -> toEtcd("p2").heal());
      run.goOn(Duration.ofSeconds(2));

      Tally tally = run.judge(LoadedCluster.bounds(10, 0)).tally();
      assertThat(tally.failures()).isEmpty();
    }
  }

  @Test
  void proxyThatHearsNothingOfEtcdWhileTheRingMoves_readsNothingStale_andCatchesUp() {
    String deaf = bystander();
    String other = cluster.processes().coordinator();
    try (Run run = cluster.begin("proxy-deaf")) {
      run.goOn(WARM);

      run.does(deaf + " hears nothing of etcd", () -> toEtcd(deaf).hold(Direction.FROM_TARGET));
      run.terminate("n3");
      awaitHolders(other, 2);
      run.goOn(Duration.ofSeconds(3));
      run.does(deaf + " hears etcd again", () -> toEtcd(deaf).heal());

      cluster.processes().awaitNodes(2);
      run.goOn(Duration.ofMillis(1_500));
      long failed = run.soFar().failed();
      run.goOn(Duration.ofSeconds(2));
      assertThat(run.soFar().failed()).isEqualTo(failed);
      Verdict unused = run.judge(LoadedCluster.bounds(8, 0));
    }
  }

  @Test
  void watchesCompactedWhileAProxyIsCutOff_areListedAgain() {
    String away = bystander();
    try (Run run = cluster.begin("compaction")) {
      run.goOn(WARM);

      run.does(away + " loses etcd", () -> toEtcd(away).hold());
      run.terminate("n3");
      awaitHolders(other(away), 2);
      run.does("compaction", () -> cluster.processes().etcd().members().get(0).compact());
      run.does(away + " has etcd again", () -> reconnect(toEtcd(away)));

      cluster.processes().awaitNodes(2);
      run.goOn(Duration.ofSeconds(2));
      Verdict unused = run.judge(LoadedCluster.bounds(5, 0));
    }
  }

  @Test
  void coordinatorThatIsNotHeardByEtcd_isReplaced() {
    String first = cluster.processes().coordinator();
    String second = other(first);
    try (Run run = cluster.beginPatiently("coordinator-not-heard")) {
      run.goOn(WARM);

      run.does(first + " is not heard by etcd", () -> toEtcd(first).hold(Direction.TO_TARGET));
      run.terminate("n3");
      awaitHolders(second, 2);
      GetRingReply moved = cluster.processes().ring(second);
      run.does(first + " is heard", () -> toEtcd(first).heal());
      cluster.processes().awaitNodes(2);
      run.goOn(Duration.ofSeconds(1));

      GetRingReply ring = cluster.processes().ring(first);
      assertThat(ring.getEpoch()).isEqualTo(moved.getEpoch()); // what was held back changed nothing
      assertThat(lastChange(ring).getWho()).isEqualTo(second);
      Tally tally = run.judge(LoadedCluster.bounds(8, 0)).tally();
      assertThat(tally.failures()).isEmpty();
    }
  }

  @Test
  void twoProxiesThatBothPlan_changeTheRingOnceForEachNode() {
    GetRingReply before = cluster.processes().ring("p1");
    try (Run run = cluster.beginPatiently("two-coordinators")) {
      run.goOn(WARM);

      // Each finds the key of the coordinator free whenever it looks, and takes it.
      toEtcd("p1").delay(Duration.ofMillis(20)); // so that they do not look in turn
      Part forgetting = forgetCoordinator();
      try {
        Await.until("both plan", () -> plans("p1") && plans("p2"));
        cluster.processes().startNode("n4");
        cluster.processes().awaitNodes(4);
        run.terminate("n3");
        cluster.processes().awaitNodes(3);
        run.terminate("n4");
        cluster.processes().awaitNodes(2);
        Await.until("both still plan", () -> plans("p1") && plans("p2"));
      } finally {
        forgetting.close();
      }

      GetRingReply ring = cluster.processes().ring("p1");
      assertThat(ring.getDigest()).isEqualTo(cluster.processes().ring("p2").getDigest());
      assertThat(newChanges(before, ring))
          .extracting(RingChangeInfo::getWhy)
          .doesNotHaveDuplicates() // a change of before may have had steps to go
          .endsWith("n4 joined", "n3 leaves", "n4 leaves");
      Tally tally = run.judge(LoadedCluster.bounds(8, 0)).tally();
      assertThat(tally.failures()).isEmpty();
    }
  }

  /** Whether a proxy takes itself for the coordinator, by its own log. */
  private static boolean plans(String proxy) {
    String log = cluster.processes().process(proxy).output();
    return log.lastIndexOf("plans ring changes from now on")
        > log.lastIndexOf("no longer plans ring changes");
  }

  /** Deletes the coordinator's key as soon as it is there, until closed. */
  private static Part forgetCoordinator() {
    EtcdProcess etcd = cluster.processes().etcd().members().get(0);
    String key = new ClusterKeys(ProcessCluster.NAME).coordinator();
    ScheduledExecutorService often = Executors.newSingleThreadScheduledExecutor();
    ScheduledFuture<?> unused =
        often.scheduleWithFixedDelay(() -> etcd.delete(key), 0, 10, TimeUnit.MILLISECONDS);
    return often::shutdownNow;
  }

  private static List<RingChangeInfo> newChanges(GetRingReply before, GetRingReply after) {
    return after.getChangesList().stream()
        .filter(change -> !before.getChangesList().contains(change))
        .toList();
  }

  private static RingChangeInfo lastChange(GetRingReply ring) {
    return ring.getChanges(ring.getChangesCount() - 1);
  }

  private static FaultProxy toEtcd(String process) {
    return cluster.processes().linksToEtcd(process).get(0);
  }

  /** What was held back is lost, so that it has to ask for what it missed. */
  private static void reconnect(FaultProxy link) {
    link.cut();
    link.heal();
  }

  /** The proxy that does not plan. */
  private static String bystander() {
    return other(cluster.processes().coordinator());
  }

  private static String other(String proxy) {
    return proxy.equals("p1") ? "p2" : "p1";
  }

  /** Waits until a proxy routes by a ring of so many owners, whatever the other does. */
  private static void awaitHolders(String proxy, int count) {
    Await.until(
        "the ring has moved",
        () -> ProcessCluster.holders(cluster.processes().ring(proxy)).size() == count);
  }
}
