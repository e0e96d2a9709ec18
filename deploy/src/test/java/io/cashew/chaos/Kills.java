package io.cashew.chaos;

import io.cashew.system.history.Bounds;
import io.cashew.system.history.Key;
import io.cashew.system.process.Layout;
import io.cashew.system.process.ProcessCluster;
import io.cashew.system.workload.Plan;
import io.cashew.time.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** One node after another is killed, and started again once the ring has moved. */
final class Kills implements Scenario {
  private static final int KEYS = 2_000;
  private static final double WRITES = 0.15;
  private static final double SKEW = 0.6;
  private static final Duration AWAY = Duration.ofSeconds(4);
  private static final long LONGEST_GAP_MILLIS = 2_000;

  private final List<Kill> kills = new ArrayList<>();

  /** Times in nanoseconds. */
  private record Kill(String node, Set<Key> keys, long at, long moved) {}

  @Override
  public String name() {
    return "kills";
  }

  @Override
  public Layout layout(Settings settings) {
    return Layout.of(settings.nodes(), settings.proxies());
  }

  @Override
  public Plan plan(Settings settings) {
    return new Plan(settings.rate(), KEYS, 0, WRITES, SKEW, settings.seed());
  }

  @Override
  public Bounds bounds(Settings settings) {
    return Bounds.of(Scenario.most(settings, settings.time(), WRITES, settings.kills()));
  }

  @Override
  public void run(Stage stage, Settings settings) {
    Random random = new Random(settings.seed());
    long next = stage.now();
    for (int i = 0; i < settings.kills(); i++) {
      next += settings.period().toNanos();
      List<String> nodes = stage.cluster().runningNodes();
      kill(stage, nodes.get(random.nextInt(nodes.size())), settings.nodes());
      stage.until(next);
    }
  }

  private void kill(Stage stage, String node, int nodes) {
    Set<Key> keys = stage.keysOf(node);
    long at = stage.now();
    stage.say("kill -9 " + node);
    stage.kill(node);
    Await.until(
        "the ring has moved",
        Duration.ofSeconds(30),
        () -> !ProcessCluster.holders(stage.cluster().ring("p1")).contains(node));
    long moved = stage.now();
    kills.add(new Kill(node, keys, at, moved));
    stage.pass(AWAY);
    stage.recorder().fault("start " + node);
    stage.cluster().startNode(node);
    stage.cluster().awaitNodes(nodes);
    stage.say(node + " is back");
  }

  @Override
  public void judge(Seen seen, Bars bars) {
    System.out.printf(
        "%n  %-6s %12s %12s %12s %12s %14s%n",
        "killed", "write gap ms", "failed gets", "stale reads", "gutter reads", "ring moved ms");
    long worst = 0;
    long failed = 0;
    for (int i = 0; i < kills.size(); i++) {
      Kill kill = kills.get(i);
      long end = i + 1 < kills.size() ? kills.get(i + 1).at() : Long.MAX_VALUE;
      // Later than this, other changes have begun.
      long gapEnd = Math.min(end, kill.moved() + AWAY.toNanos());
      long gap = seen.history().longestWriteGap(kill.keys(), kill.at(), gapEnd).toMillis();
      long failedGets = seen.failedGets(kill.at() - Duration.ofSeconds(1).toNanos(), end);
      System.out.printf(
          "  %-6s %,12d %,12d %,12d %,12d %,14d%n",
          kill.node(),
          gap,
          failedGets,
          seen.staleReads(kill.at(), end),
          seen.gutterReads(kill.at(), end),
          Duration.ofNanos(kill.moved() - kill.at()).toMillis());
      worst = Math.max(worst, gap);
      failed += failedGets;
    }
    bars.atMost("failed gets", failed, 0);
    bars.atMost("longest write gap, ms", worst, LONGEST_GAP_MILLIS);
  }
}
