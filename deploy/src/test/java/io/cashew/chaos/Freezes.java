package io.cashew.chaos;

import io.cashew.system.history.Bounds;
import io.cashew.system.process.Layout;
import io.cashew.system.workload.Plan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** One process after another, node or proxy, is frozen for 1 to 9 seconds, and thawed. */
final class Freezes implements Scenario {
  private static final int KEYS = 2_000;
  private static final double WRITES = 0.15;
  private static final double SKEW = 0.6;

  private static final int SHORTEST_MILLIS = 1_000;
  private static final int LONGEST_MILLIS = 9_000;

  @Override
  public String name() {
    return "freeze";
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
    return Bounds.of(Scenario.most(settings, settings.time(), WRITES / 2, 0))
        .quiet(Duration.ofMillis(LONGEST_MILLIS).multipliedBy(2)); // what it held goes on then
  }

  @Override
  public void run(Stage stage, Settings settings) {
    Random random = new Random(settings.seed());
    long next = stage.now();
    for (int i = 0; i < settings.kills(); i++) {
      next += settings.period().toNanos();
      List<String> processes = new ArrayList<>(stage.cluster().runningNodes());
      processes.addAll(stage.cluster().proxies().keySet());
      String process = processes.get(random.nextInt(processes.size()));
      Duration time =
          Duration.ofMillis(SHORTEST_MILLIS + random.nextInt(LONGEST_MILLIS - SHORTEST_MILLIS));
      stage.say("SIGSTOP " + process + " for " + time.toMillis() + " ms");
      stage.recorder().fault("SIGSTOP " + process);
      stage.cluster().process(process).freeze();
      stage.pass(time);
      stage.cluster().process(process).thaw();
      stage.recorder().fault("SIGCONT " + process);
      stage.cluster().awaitNodes(settings.nodes());
      stage.until(next);
    }
  }

  @Override
  public void judge(Seen seen, Bars bars) {
    bars.atMost("stale reads", seen.staleReads(0, Long.MAX_VALUE), 0);
  }
}
