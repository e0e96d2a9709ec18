package io.cashew.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.net.HostAndPort;
import io.cashew.client.CashewClient;
import io.cashew.client.ClientConfig;
import io.cashew.etcd.EtcdProcess;
import io.cashew.system.history.Tally;
import io.cashew.system.process.FaultProxy;
import io.cashew.system.process.FaultProxy.Direction;
import io.cashew.system.process.Layout;
import io.cashew.system.process.ProcessCluster;
import io.cashew.time.Await;
import io.cashew.v1.GetRingReply;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An etcd of three members that loses its leader, its quorum, its time, or its way to a node. */
final class EtcdFaultsTest {
  private static final Duration WARM = Duration.ofSeconds(1);

  /** Partitions of one of three nodes. */
  private static final int THIRD = 342;

  private static LoadedCluster cluster;

  /** Which ways nothing gets through. */
  enum Cut {
    BOTH_WAYS(Direction.TO_TARGET, Direction.FROM_TARGET),
    TO_ETCD(Direction.TO_TARGET),
    FROM_ETCD(Direction.FROM_TARGET);

    private final ImmutableList<Direction> directions;

    Cut(Direction... directions) {
      this.directions = ImmutableList.copyOf(directions);
    }

    void apply(FaultProxy link) {
      directions.forEach(link::hold);
    }
  }

  @BeforeAll
  static void start() {
    cluster = new LoadedCluster(EtcdFaultsTest.class, Layout.of(3, 2).etcdMembers(3));
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
  void leaderKilled_costsNothing() {
    try (Run run = cluster.beginPatiently("etcd-leader-killed")) {
      run.goOn(WARM);
      GetRingReply before = processes().ring("p1");
      EtcdProcess leader = processes().etcd().leader();

      run.does("kill -9 the leader of etcd", leader::kill);
      run.goOn(Duration.ofSeconds(7)); // leases are renewed at another
      run.does("it is back", () -> processes().etcd().restart(leader));
      run.goOn(Duration.ofSeconds(1));

      assertThat(processes().ring("p1").getDigest()).isEqualTo(before.getDigest());
      Tally tally = run.judge(LoadedCluster.bounds(9, 0)).tally();
      assertThat(tally.failures()).isEmpty();
    }
  }

  @Test
  void quorumLost_costsNothing_andOneMayJoinOnceItIsBack() {
    try (Run run = cluster.beginPatiently("etcd-quorum-lost")) {
      run.goOn(WARM);
      List<EtcdProcess> lost = processes().etcd().members().subList(0, 2);

      run.does("kill -9 two members of etcd", () -> lost.forEach(EtcdProcess::kill));
      run.goOn(Duration.ofSeconds(8));
      run.does("they are back", () -> processes().etcd().restore());
      processes().startNode("n4");
      processes().awaitNodes(4);

      Tally tally = run.judge(LoadedCluster.bounds(10, 0)).tally();
      assertThat(tally.failures()).isEmpty();
    }
  }

  /**
   * All leases end together, and nobody is given up for that; but the one whose registration is
   * seen to vanish before the others' looks as if it had left, and rule R19 lets a third go.
   */
  @Test
  void everyMemberFrozenSixSeconds_neverEmptiesTheRing() {
    try (Run run = cluster.beginPatiently("etcd-frozen")) {
      run.goOn(WARM);
      GetRingReply before = processes().ring("p1");

      run.does("SIGSTOP etcd", () -> processes().etcd().forEach(EtcdProcess::pause));
      run.goOn(Duration.ofSeconds(6));
      run.does("SIGCONT etcd", () -> processes().etcd().forEach(EtcdProcess::resume));
      run.goOn(Duration.ofSeconds(4));

      processes().awaitNodes(3);
      GetRingReply after = processes().ring("p1");
      long began = before.getChanges(before.getChangesCount() - 1).getAtMs();
      assertThat(after.getChangesList())
          .filteredOn(change -> change.getAtMs() > began)
          .allMatch(change -> change.getMoved() <= THIRD);
      assertThat(after.getSharesList()).hasSize(3).allMatch(share -> share.getPartitions() > 0);
      Tally tally = run.judge(LoadedCluster.bounds(11, 0)).tally();
      assertThat(tally.failures()).isEmpty();
    }
  }

  @Test
  void allMembersKilled_costsNothing() {
    try (Run run = cluster.beginPatiently("etcd-down")) {
      run.goOn(WARM);

      run.does("kill -9 etcd", () -> processes().etcd().forEach(EtcdProcess::kill));
      run.goOn(Duration.ofSeconds(8));
      run.does("etcd is back", () -> processes().etcd().restore());
      processes().awaitNodes(3);
      run.goOn(Duration.ofSeconds(1));

      Tally tally = run.judge(LoadedCluster.bounds(10, 0)).tally();
      assertThat(tally.failures()).isEmpty();
    }
  }

  @Test
  void proxyStartedWhileEtcdIsDown_servesByTheRingItHad() {
    HostAndPort address = processes().proxies().get("p2");
    processes().etcd().forEach(EtcdProcess::kill);

    processes().process("p2").kill();
    processes().startProxy("p2");

    try (CashewClient client = CashewClient.connect(ClientConfig.of(address))) {
      Await.until("it serves", () -> client.set("plain", "key", "value").join() > 0);
    }
  }

  @ParameterizedTest
  @EnumSource(Cut.class)
  void nodeCutOffFromEtcd_losesItsKeysToOthers_withoutAFailureOrAStaleRead(Cut cut) {
    try (Run run = cluster.beginPatiently("node-without-etcd-" + cut)) {
      run.goOn(WARM);

      run.does("n2 loses etcd, " + cut, () -> processes().linksToEtcd("n2").forEach(cut::apply));
      run.goOn(Duration.ofSeconds(8)); // its lease and the margin
      run.does("n2 has etcd again", () -> processes().linksToEtcd("n2").forEach(FaultProxy::heal));
      processes().awaitNodes(3);
      run.goOn(Duration.ofSeconds(1));

      Tally tally = run.judge(LoadedCluster.bounds(10, 0)).tally();
      assertThat(tally.failures()).isEmpty();
    }
  }

  private static ProcessCluster processes() {
    return cluster.processes();
  }
}
