package io.cashew.chaos;

import io.cashew.system.history.Bounds;
import io.cashew.system.process.Layout;
import io.cashew.system.workload.Plan;
import java.time.Duration;
import java.util.stream.LongStream;

/** A node more, while nineteen gets of twenty are hits: those that miss follow a delete. */
final class ScaleOut implements Scenario {
  private static final int KEYS = 5_000;
  private static final double WRITES = 0.05;
  private static final double SKEW = 0.99;
  private static final Duration BEFORE = Duration.ofSeconds(30);
  private static final Duration AFTER = Duration.ofSeconds(40);
  private static final Duration WINDOW = Duration.ofSeconds(2);
  private static final Duration LOAD_WINDOW = Duration.ofSeconds(10);

  private static final double DEEPEST_DIP = 5;
  private static final double MOST_LOADS = 1.3;

  private long from;
  private long joined;
  private long to;

  @Override
  public String name() {
    return "scale-out";
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
    return Bounds.of(Scenario.most(settings, BEFORE.plus(AFTER), WRITES, 0));
  }

  @Override
  public void run(Stage stage, Settings settings) {
    from = stage.now();
    stage.pass(BEFORE);
    String node = "n" + (settings.nodes() + 1);
    joined = stage.now();
    stage.say(node + " is started");
    stage.recorder().fault("start " + node);
    stage.cluster().startNode(node);
    stage.cluster().awaitNodes(settings.nodes() + 1);
    stage.say(node + " has its share");
    stage.pass(AFTER);
    to = stage.now();
  }

  @Override
  public void judge(Seen seen, Bars bars) {
    double normal = seen.hitRatio(from, joined) * 100;
    double lowest =
        windows(WINDOW)
            .mapToDouble(start -> seen.hitRatio(start, start + WINDOW.toNanos()) * 100)
            .min()
            .orElse(Double.NaN);
    double normalLoads =
        seen.loads(from, joined) * (double) LOAD_WINDOW.toNanos() / (joined - from);
    long mostLoads =
        windows(LOAD_WINDOW)
            .map(start -> seen.loads(start, start + LOAD_WINDOW.toNanos()))
            .max()
            .orElse(0);
    System.out.printf(
        "%n  hit ratio: %.1f %% before, %.1f %% in the worst %d s after%n",
        normal, lowest, WINDOW.toSeconds());
    System.out.printf(
        "  loads in %d s: %,.0f before, %,d at most after%n",
        LOAD_WINDOW.toSeconds(), normalLoads, mostLoads);
    bars.atMost("failed operations", seen.failed(), 0);
    bars.atMost("dip of the hit ratio, points", normal - lowest, DEEPEST_DIP);
    bars.atMost("loads after, of those before", mostLoads / normalLoads, MOST_LOADS);
  }

  /** Where windows of a length begin, a second apart, since the node joined. */
  private LongStream windows(Duration length) {
    long step = Duration.ofSeconds(1).toNanos();
    return LongStream.iterate(
        joined, start -> start + length.toNanos() <= to, start -> start + step);
  }
}
