package io.cashew.bench;

import io.cashew.bench.workload.Workload;
import io.cashew.rpc.EventLoops;
import io.cashew.status.CashewException;
import io.cashew.status.Reason;
import io.cashew.time.Ticker;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Sets every key once, as fast as it goes. */
final class Filling {
  private static final Duration GLANCE = Duration.ofMillis(200);
  private static final Duration LAST_ANSWERS = Duration.ofSeconds(2);
  private static final int OUTSTANDING = 64;
  private static final long BYTES_IN_FLIGHT = 64 << 20;

  private static final int ATTEMPTS = 3;

  private final Workload workload;
  private final EventLoops loops;
  private final List<Session> sessions;
  private final Allowance allowance;

  Filling(BenchPlan plan, EventLoops loops, List<Session> sessions) {
    this.workload = plan.workload().filling();
    this.loops = loops;
    this.sessions = sessions;
    long perSession = BYTES_IN_FLIGHT / sessions.size() / (workload.sizes().longest() + 64);
    this.allowance =
        new Allowance(
            0,
            BenchPlan.Stretch.LONGEST.toNanos(),
            workload.popularity().keys(),
            plan.load().patience().toNanos(),
            (int) Math.max(1, Math.min(perSession, OUTSTANDING)));
  }

  /**
   * Blocks until all are set. Sets all again if some failed and may succeed later.
   *
   * @throws CashewException if one cannot be set
   */
  void run(Progress progress) {
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      Optional<Failure> failure = attempt(progress);
      if (failure.isEmpty()) {
        return;
      }
      Reason reason = Reason.named(failure.get().reason()).orElse(Reason.INTERNAL);
      if (attempt == ATTEMPTS || reason.retry() == Reason.Retry.NEVER) {
        throw new CashewException(reason, "the keys could not be set: " + failure.get().first());
      }
    }
  }

  private Optional<Failure> attempt(Progress progress) {
    Clock clock = Clock.startingIn(Duration.ZERO, Ticker.system());
    Crew crew = new Crew(loops, sessions, workload, new Pace.Answered(), allowance, clock);
    crew.start();
    long set = 0;
    while (!crew.await(GLANCE)) {
      if (crew.failures().any().isPresent()) {
        crew.stop();
        if (!crew.await(LAST_ANSWERS)) {
          crew.abandon(LAST_ANSWERS);
        }
        break;
      }
      set += crew.take().succeeded();
      progress.filling((double) set / workload.popularity().keys());
    }
    return crew.failures().any();
  }
}
