package io.cashew.bench;

import io.cashew.bench.workload.Workload;
import io.cashew.rpc.EventLoops;
import io.cashew.status.CashewException;
import io.cashew.status.Reason;
import io.cashew.time.Ticker;
import java.time.Duration;
import java.util.List;

/** Sets every key once, as fast as it goes. */
final class Filling {
  private static final Duration GLANCE = Duration.ofMillis(200);
  private static final Duration LAST_ANSWERS = Duration.ofSeconds(1);
  private static final int OUTSTANDING = 64;
  private static final long BYTES_IN_FLIGHT = 64 << 20;

  private final Workload workload;
  private final Crew crew;

  Filling(BenchPlan plan, EventLoops loops, List<Session> sessions) {
    this.workload = plan.workload().filling();
    long perSession = BYTES_IN_FLIGHT / sessions.size() / (workload.sizes().longest() + 64);
    Allowance allowance =
        new Allowance(
            0,
            BenchPlan.Stretch.LONGEST.toNanos(),
            workload.popularity().keys(),
            plan.load().patience().toNanos(),
            (int) Math.max(1, Math.min(perSession, OUTSTANDING)));
    this.crew =
        new Crew(
            loops,
            sessions,
            workload,
            new Pace.Answered(),
            allowance,
            Clock.startingIn(Duration.ZERO, Ticker.system()));
  }

  /**
   * Blocks until all are set.
   *
   * @throws CashewException if one cannot be set
   */
  void run(Progress progress) {
    crew.start();
    long set = 0;
    while (!crew.await(GLANCE)) {
      if (crew.failures().any().isPresent()) {
        crew.stop();
        boolean unused = crew.await(LAST_ANSWERS);
        break;
      }
      set += crew.take().succeeded();
      progress.filling((double) set / workload.popularity().keys());
    }
    crew.failures()
        .any()
        .ifPresent(
            failure -> {
              throw new CashewException(
                  Reason.named(failure.reason()).orElse(Reason.INTERNAL),
                  "the keys could not be set: " + failure.first());
            });
  }
}
