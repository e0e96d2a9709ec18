package io.cashew.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.cashew.system.history.Tally;
import io.cashew.system.history.Verdict;
import io.cashew.system.process.Layout;
import io.cashew.system.process.ProcessCluster;
import io.cashew.time.Await;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Nodes that die, freeze, join and leave while clients go on. */
final class NodeFaultsTest {
  private static final Duration WARM = Duration.ofSeconds(2);

  private static LoadedCluster cluster;

  @BeforeAll
  static void start() {
    cluster = new LoadedCluster(NodeFaultsTest.class, Layout.of(3, 2));
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
  void nodeKilled_itsSuccessorsServe_andNothingStaleIsRead() {
    try (Run run = cluster.begin("node-killed")) {
      run.goOn(WARM);

      run.kill("n2");

      awaitHolders(2);
      run.goOn(Duration.ofSeconds(2)); // the margin
      long failed = run.soFar().failed();
      run.goOn(Duration.ofSeconds(2));
      assertThat(run.soFar().failed()).isEqualTo(failed);
      Verdict unused = run.judge(LoadedCluster.bounds(10, 1));
    }
  }

  @Test
  void nodeFrozenFourSeconds_thawsAndReadsNothingStale() {
    try (Run run = cluster.begin("node-frozen")) {
      run.goOn(WARM);

      run.freeze("n3");
      run.goOn(Duration.ofSeconds(4));
      run.thaw("n3");

      run.goOn(Duration.ofSeconds(3));
      Verdict unused = run.judge(LoadedCluster.bounds(9, 0));
    }
  }

  @Test
  void nodeFrozenBeyondItsLease_hasLostItsTermsWhenItThaws() {
    try (Run run = cluster.begin("node-frozen-long")) {
      run.goOn(WARM);

      run.freeze("n1");
      awaitHolders(2);
      run.goOn(Duration.ofSeconds(2));
      run.thaw("n1");

      run.goOn(Duration.ofSeconds(3));
      Verdict unused = run.judge(LoadedCluster.bounds(10, 0));
    }
  }

  @Test
  void nodeJoinsAndLeaves_costsNoFailure() {
    try (Run run = cluster.begin("join-and-leave")) {
      run.goOn(WARM);

      run.does("n4 joins", () -> startAndAwait("n4", 4));
      run.goOn(Duration.ofSeconds(1));
      run.terminate("n1");
      cluster.processes().awaitNodes(3);
      run.goOn(Duration.ofSeconds(1));

      Tally tally = run.judge(LoadedCluster.bounds(8, 0)).tally();
      assertThat(tally.failures()).isEmpty();
    }
  }

  private static void startAndAwait(String node, int count) {
    cluster.processes().startNode(node);
    cluster.processes().awaitNodes(count);
  }

  /** Waits until a ring has so many owners, whatever else is going on. */
  private static void awaitHolders(int count) {
    Await.until(
        "the ring has moved",
        () -> ProcessCluster.holders(cluster.processes().ring("p1")).size() == count);
  }
}
