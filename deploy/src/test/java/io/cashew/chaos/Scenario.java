package io.cashew.chaos;

import io.cashew.system.history.Bounds;
import io.cashew.system.history.Bounds.Traffic;
import io.cashew.system.process.Layout;
import io.cashew.system.workload.Plan;
import java.time.Duration;

/** A way to break a cluster, and what has to hold meanwhile. */
interface Scenario {
  String name();

  Layout layout(Settings settings);

  Plan plan(Settings settings);

  /** Breaks and mends, while the workload goes on. */
  void run(Stage stage, Settings settings);

  /** What the whole history is held against. */
  Bounds bounds(Settings settings);

  /** Holds what was seen against the bars; may print more. */
  void judge(Seen seen, Bars bars);

  /** Four fifths of the operations, and of everything that belongs to them. */
  static Traffic most(Settings settings, Duration time, double writes, int kills) {
    long operations = (long) (settings.rate() * (time.toMillis() / 1e3) * 0.8);
    return new Traffic(operations, (long) (operations * writes * 0.4), operations / 3, kills);
  }
}
