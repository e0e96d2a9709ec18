package io.cashew.bench;

import io.cashew.bench.workload.Verb;
import io.cashew.rpc.EventLoops;
import io.cashew.time.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Runs the load, and looks at the meters once a second. Confined to the calling thread. */
final class Measurement {
  private static final long INTERVAL = 1_000_000_000L;

  /** For answers still outstanding at the end; no request of ours may take longer. */
  private static final Duration LAST_ANSWERS = Duration.ofSeconds(2);

  /** So that the first requests are not late. */
  private static final Duration PREPARATION = Duration.ofMillis(100);

  private static final Duration STUCK = Duration.ofSeconds(1);

  private final BenchPlan plan;
  private final Clock clock = Clock.startingIn(PREPARATION, Ticker.system());
  private final Allowance allowance;
  private final Crew crew;
  private final Recording total = new Recording();
  private final List<Interval> intervals = new ArrayList<>();

  Measurement(BenchPlan plan, EventLoops loops, List<Session> sessions) {
    this.plan = plan;
    long from = plan.stretch().warmUp().toNanos();
    this.allowance =
        new Allowance(
            from,
            from + plan.stretch().duration().toNanos(),
            plan.stretch().requests().orElse(Long.MAX_VALUE),
            plan.load().patience().toNanos(),
            plan.load().outstanding());
    this.crew = new Crew(loops, sessions, plan.workload(), plan.load().pace(), allowance, clock);
  }

  BenchResult run(Progress progress) {
    List<Long> threads = crew.threads();
    crew.start();
    warmUp(progress);
    CpuTimes before = CpuTimes.now(plan.processes(), threads);
    long elapsed = measure(progress);
    CpuTimes used = CpuTimes.now(plan.processes(), threads).since(before);
    if (!crew.await(LAST_ANSWERS)) {
      crew.abandon(STUCK);
    }
    total.add(crew.take());
    return result(elapsed, used);
  }

  private void warmUp(Progress progress) {
    for (long left = allowance.from() - clock.now();
        left > 0;
        left = allowance.from() - clock.now()) {
      progress.warmingUp(Duration.ofNanos(left));
      if (crew.await(Duration.ofNanos(Math.min(left, INTERVAL)))) {
        return; // somebody stopped it
      }
    }
  }

  /** How many nanoseconds it took. */
  private long measure(Progress progress) {
    long last = allowance.from();
    boolean over = false;
    while (!over) {
      long wanted = Math.min(last + INTERVAL, allowance.until());
      over = crew.await(Duration.ofNanos(Math.max(0, wanted - clock.now())));
      long now = clock.now();
      over |= now >= allowance.until();
      Recording recording = crew.take();
      total.add(recording);
      Interval interval =
          Interval.of(
              Duration.ofNanos(now - allowance.from()), Duration.ofNanos(now - last), recording);
      intervals.add(interval);
      progress.measured(interval);
      last = now;
    }
    return last - allowance.from();
  }

  private BenchResult result(long elapsed, CpuTimes used) {
    Map<Verb, Latency> byVerb = new EnumMap<>(Verb.class);
    total.byVerb().forEach((verb, histogram) -> byVerb.put(verb, Latency.of(histogram)));
    return new BenchResult(
        plan,
        Duration.ofNanos(elapsed),
        intervals.stream().mapToLong(Interval::requests).sum(),
        crew.meters().stream().mapToLong(Meter::unsent).sum(),
        Latency.of(total.all()),
        byVerb,
        plan.load().pace().isOpen() ? Optional.of(Latency.of(total.sinceSent())) : Optional.empty(),
        Latency.of(total.failed()),
        endings(),
        crew.failures().byReason(),
        intervals,
        used.processes(),
        used.own(),
        (double) used.busiest() / Math.max(1, elapsed));
  }

  private Map<Verb, Map<Ending, Long>> endings() {
    Map<Verb, Map<Ending, Long>> endings = new EnumMap<>(Verb.class);
    for (Verb verb : plan.workload().verbs()) {
      Map<Ending, Long> ofVerb = new EnumMap<>(Ending.class);
      for (Ending ending : Ending.values()) {
        long keys = crew.meters().stream().mapToLong(meter -> meter.ended(verb, ending)).sum();
        if (keys > 0) {
          ofVerb.put(ending, keys);
        }
      }
      endings.put(verb, ofVerb);
    }
    return endings;
  }
}
