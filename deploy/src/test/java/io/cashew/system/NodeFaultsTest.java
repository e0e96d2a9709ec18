package io.cashew.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.cashew.system.history.Key;
import io.cashew.system.history.Tally;
import io.cashew.system.history.Verdict;
import io.cashew.system.process.FaultProxy.Direction;
import io.cashew.system.process.Layout;
import io.cashew.system.process.ProcessCluster;
import io.cashew.time.Await;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Nodes that die, freeze, join and leave while clients go on. */
final class NodeFaultsTest {
  private static final Duration WARM = Duration.ofSeconds(2);

  /** By then, a killed node's keys have long been others'. */
  private static final Duration SOON = Duration.ofSeconds(5);

  private static LoadedCluster cluster;

  @BeforeAll
  static void start() {
    cluster =
        new LoadedCluster(
            NodeFaultsTest.class, Layout.of(3, 2).links(Layout.Links.THROUGH_FAULT_PROXIES));
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
    try (Run run = cluster.beginPatiently("join-and-leave")) {
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

  @Test
  void linksToANodeReset_areMadeAgain_andNothingStaleIsRead() {
    try (Run run = cluster.beginPatiently("links-reset")) {
      run.goOn(WARM);

      for (int i = 0; i < 5; i++) {
        run.does("links to n1 are reset", () -> cluster.processes().linkTo("n1").cut());
        run.goOn(Duration.ofMillis(400));
      }
      long failed = run.soFar().failed();
      run.goOn(Duration.ofSeconds(2));

      assertThat(run.soFar().failed()).isEqualTo(failed);
      Tally tally = run.judge(LoadedCluster.bounds(6, 0)).tally();
      assertThat(tally.failedGets()).isZero(); // tried again, as are deletes
      assertThat(tally.failedDeletes()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource(Direction.class)
  void nodeInABlackHole_whatWasHeldBackDoesNoHarmWhenItArrives(Direction direction) {
    try (Run run = cluster.begin("black-hole-" + direction)) {
      run.goOn(WARM);

      run.does("n2 is in a black hole", () -> cluster.processes().linkTo("n2").hold(direction));
      run.goOn(Duration.ofSeconds(4));
      run.does("n2 is out of it", () -> cluster.processes().linkTo("n2").heal());

      run.goOn(Duration.ofSeconds(3));
      Verdict unused = run.judge(LoadedCluster.bounds(9, 0));
    }
  }

  @Test
  void nodeKilled_failsNoGet_andItsKeysAreWrittenAgainWithinTwoSeconds() {
    try (Run run = cluster.beginPatiently("node-killed-probed")) {
      run.goOn(WARM);
      Set<Key> keys = run.keysOf("n2");

      long at = System.nanoTime();
      run.kill("n2");
      run.goOn(Duration.ofSeconds(5));

      Verdict verdict = run.judge(LoadedCluster.bounds(7, 1));
      Duration gap = run.history().longestWriteGap(keys, at, at + SOON.toNanos());
      assertThat(verdict.tally().failedGets()).isZero();
      assertThat(gap).isLessThanOrEqualTo(Duration.ofSeconds(2));
    }
  }

  @Test
  void nodeFrozen_isOutOfTheRingWithinTwoSeconds_andReadsNothingStaleWhenItThaws() {
    try (Run run = cluster.begin("node-frozen-probed")) {
      run.goOn(WARM);

      run.freeze("n3");
      long at = System.nanoTime();
      awaitHolders(2);
      assertThat(Duration.ofNanos(System.nanoTime() - at))
          .isLessThanOrEqualTo(Duration.ofMillis(2_500)); // and what this busy machine takes
      run.goOn(Duration.ofSeconds(2));
      run.thaw("n3");

      run.goOn(Duration.ofSeconds(3));
      Verdict unused = run.judge(LoadedCluster.bounds(9, 0));
    }
  }

  @Test
  void nodeLeaves_itsKeysStayHits() {
    try (Run run = cluster.beginPatiently("drain-warm")) {
      run.goOn(WARM);
      Set<Key> keys = run.keysOf("n1");

      long at = System.nanoTime();
      run.terminate("n1");
      cluster.processes().awaitNodes(2);
      run.goOn(Duration.ofSeconds(5));

      Tally tally = run.judge(LoadedCluster.bounds(8, 0)).tally();
      assertThat(tally.failures()).isEmpty();
      assertThat(run.history().loadsBeyondDeletes(keys, at, Long.MAX_VALUE))
          .isLessThanOrEqualTo(keys.size() / 20);
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
