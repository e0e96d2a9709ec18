package io.cashew.chaos;

import io.cashew.system.history.Bounds;
import io.cashew.system.history.Key;
import io.cashew.system.process.Layout;
import io.cashew.system.workload.Plan;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;

/** A node is told to stop (SIGTERM): its keys go on being hits elsewhere. */
final class Drain implements Scenario {
  private static final int KEYS = 2_000;
  private static final double WRITES = 0.01;
  private static final double SKEW = 0.6;
  private static final String NODE = "n1";
  private static final Duration AFTER = Duration.ofSeconds(30);
  private static final double MOST_LOADS_PERCENT = 5;

  private Set<Key> keys = Set.of();
  private long from;

  @Override
  public String name() {
    return "drain";
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
    return Bounds.of(Scenario.most(settings, AFTER, WRITES, 0));
  }

  @Override
  public void run(Stage stage, Settings settings) {
    keys =
        stage.keysOf(NODE).stream()
            .filter(key -> key.space() == Key.Space.SOURCED)
            .collect(Collectors.toSet());
    from = stage.now();
    stage.say("SIGTERM " + NODE);
    stage.recorder().fault("SIGTERM " + NODE);
    stage.cluster().process(NODE).terminate();
    stage.cluster().awaitNodes(settings.nodes() - 1);
    stage.say("its partitions have other owners");
    stage.pass(AFTER);
  }

  @Override
  public void judge(Seen seen, Bars bars) {
    long loads = seen.history().loadsBeyondDeletes(keys, from, Long.MAX_VALUE);
    System.out.printf("%n  %,d keys of the node, %,d loads of them%n", keys.size(), loads);
    bars.atMost("failed operations", seen.failed(), 0);
    bars.atMost("loads, % of its keys", 100.0 * loads / keys.size(), MOST_LOADS_PERCENT);
  }
}
