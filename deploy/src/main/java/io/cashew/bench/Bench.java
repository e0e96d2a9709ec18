package io.cashew.bench;

import io.cashew.bench.BenchPlan.Fill;
import io.cashew.rpc.EventLoops;
import io.cashew.status.CashewException;
import java.util.ArrayList;
import java.util.List;

/** Measures throughput and latency of a target under a load. */
public final class Bench {
  private final BenchPlan plan;

  public Bench(BenchPlan plan) {
    this.plan = plan;
  }

  /**
   * Sets the keys, warms up, measures; closes the target. Blocks for as long as the plan says, and
   * some seconds longer if answers are outstanding.
   *
   * @throws CashewException if nobody answers, or the keys cannot be set
   */
  public BenchResult run(Target target, Progress progress) {
    try (EventLoops loops = EventLoops.start("bench", plan.load().threads());
        target) {
      List<Session> sessions = new ArrayList<>();
      for (int i = 0; i < plan.load().connections(); i++) {
        sessions.add(target.open(loops, i % loops.count()));
      }
      if (plan.fill() == Fill.EVERY_KEY) {
        new Filling(plan, loops, sessions).run(progress);
      }
      return new Measurement(plan, loops, sessions).run(progress);
    }
  }
}
