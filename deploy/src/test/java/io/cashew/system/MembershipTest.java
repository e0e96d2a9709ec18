package io.cashew.system;

import static io.cashew.system.TestCluster.GROUP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.cashew.client.Answer;
import io.cashew.client.CashewClient;
import io.cashew.ring.NodeId;
import io.cashew.system.SteadyLoad.Mix;
import io.cashew.time.Await;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Nodes come and go, etcd goes and comes: what clients notice of it. */
final class MembershipTest {
  private final TestCluster cluster = new TestCluster(2, 2);

  @AfterEach
  void stop() {
    cluster.close();
  }

  @Test
  void nodeAddedAndStopped_underSteadyLoad_costsNoFailedCall() {
    try (SteadyLoad load = new SteadyLoad(cluster.client(), Mix.ALL)) {
      cluster.startNode("n3");
      cluster.awaitNodes(3);
      goOn(load);

      cluster.stopNode("n1");
      cluster.awaitNodes(2);
      goOn(load);

      cluster.startNode("n1");
      cluster.awaitNodes(3);
      goOn(load);

      assertThat(load.firstFailure()).isNull();
      assertThat(load.failures()).isZero();
    }
  }

  @Test
  void nodeAdded_bothProxiesAgreeWithinASecond() {
    cluster.startNode("n3");
    Await.until("the first proxy has it", () -> cluster.ringOf(0).shares().size() == 3);
    long start = System.nanoTime();

    Await.until(
        "the second proxy agrees",
        () -> cluster.ringOf(1).digest().equals(cluster.ringOf(0).digest()));

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
    assertThat(cluster.ringOf(1).epoch()).isEqualTo(cluster.ringOf(0).epoch());
  }

  @Test
  void nodeStoppedCleanly_isDeregisteredAtOnce() {
    cluster.stopNode("n2");

    // not a lease later: it stopped only after the ring had moved on
    assertThat(cluster.ringOf(0).shares()).doesNotContainKey(new NodeId("n2"));
    assertThat(cluster.proxy(0).view().members()).doesNotContainKey(new NodeId("n2"));
  }

  @Test
  void etcdKilledForLongerThanTheLease_costsNoGetOfACachedKey_andAllMembersAreBack() {
    try (SteadyLoad load = new SteadyLoad(cluster.client(), Mix.GETS)) {
      cluster.etcd().kill();
      goOn(load);
      parkFor(TestCluster.LEASE.multipliedBy(3));
      goOn(load);

      cluster.etcd().restart();
      long back = System.nanoTime();
      cluster.awaitNodes(2);

      assertThat(Duration.ofNanos(System.nanoTime() - back))
          .isLessThan(TestCluster.LEASE.plusSeconds(5));
      goOn(load);
      assertThat(load.firstFailure()).isNull();
    }
    cluster.startNode("n3"); // and the ring can change again
    cluster.awaitNodes(3);
  }

  @Test
  void delete_whileANodeJoins_isNeverUndone() {
    CashewClient client = cluster.client();
    CompletableFuture<Void> joining = CompletableFuture.runAsync(() -> cluster.startNode("n3"));
    int round = 0;
    do {
      String key = "key" + round++ % 50;
      String value = "round " + round;
      cluster.database().put(key, value);
      client.delete(GROUP, key).join();
      assertThat(((Answer.Found) client.get(GROUP, key).join()).text()).isEqualTo(value);
    } while (!joining.isDone() || round < 500);
    joining.join();
    cluster.awaitNodes(3);
  }

  @Test
  void nodeDead_itsKeysAnswerOrFailInTime_andAnswerAgainOnceItsLeaseIsOver() {
    CashewClient client = cluster.client();
    cluster.startNode("n3", Duration.ZERO);
    cluster.awaitNodes(3);
    cluster.stopNode("n3"); // without drain: proxies still route to it
    long start = System.nanoTime();

    for (int i = 0; i < 50; i++) {
      int key = i;
      Throwable failure =
          catchThrowable(
              () -> client.get(GROUP, "key" + key).orTimeout(6, TimeUnit.SECONDS).join());
      assertThat(failure)
          .satisfiesAnyOf(
              none -> assertThat(none).isNull(),
              some -> assertThat(some).hasMessageContaining("n3"));
    }

    cluster.awaitNodes(2);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
    assertThat(client.get(GROUP, "key1").join()).isInstanceOf(Answer.Found.class);
  }

  /** Waits for a good number of further answers. */
  private static void goOn(SteadyLoad load) {
    long enough = load.answers() + 500;
    Await.until("the load goes on", () -> load.answers() >= enough || load.failures() > 0);
  }

  private static void parkFor(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    Await.until("time passes", () -> System.nanoTime() >= end);
  }
}
