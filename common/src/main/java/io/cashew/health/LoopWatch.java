package io.cashew.health;

import com.google.common.collect.ImmutableList;
import io.cashew.metrics.Metric;
import io.cashew.metrics.MetricSource;
import io.cashew.metrics.Sheet;
import io.cashew.tally.Bounds;
import io.cashew.tally.Distribution;
import io.cashew.tally.Histogram;
import io.cashew.time.Lanes;
import io.cashew.time.Ticker;
import io.cashew.time.Timers;
import java.time.Duration;

/**
 * How late event loops come to what is due: each has something to do every {@link #BEAT}, and how
 * long after its time it does that is how long a request may have lain before it was read. A loop
 * that does nothing for {@link #DEAD} will hardly come back. Thread-safe.
 */
public final class LoopWatch implements MetricSource {
  /** From one look at the clock to the next. */
  static final Duration BEAT = Duration.ofMillis(250);

  /** Longer than any pause of a process that will go on. */
  static final Duration DEAD = Duration.ofSeconds(30);

  private static final Metric LATENESS =
      Metric.histogram(
          "cashew_event_loop_lateness_seconds",
          "How late an event loop came to what was due, four times a second.",
          "loop");

  private final Ticker ticker;
  private final ImmutableList<Loop> loops;

  private LoopWatch(Lanes lanes, Ticker ticker) {
    this.ticker = ticker;
    ImmutableList.Builder<Loop> all = ImmutableList.builder();
    for (int i = 0; i < lanes.count(); i++) {
      all.add(new Loop(lanes.timers(i)));
    }
    this.loops = all.build();
  }

  /** Watches for as long as the lanes run. */
  public static LoopWatch start(Lanes lanes, Ticker ticker) {
    LoopWatch watch = new LoopWatch(lanes, ticker);
    watch.loops.forEach(Loop::begin);
    return watch;
  }

  /** Loops that have done nothing for {@link #DEAD}, by their indexes. */
  public ImmutableList<Integer> dead() {
    long now = ticker.nanos();
    ImmutableList.Builder<Integer> dead = ImmutableList.builder();
    for (int i = 0; i < loops.size(); i++) {
      if (now - loops.get(i).due > DEAD.toNanos()) {
        dead.add(i);
      }
    }
    return dead.build();
  }

  /** How late all of them together came, so far. */
  public Distribution lateness() {
    Distribution all = Distribution.empty(Bounds.TIMES);
    for (Loop loop : loops) {
      all = all.plus(loop.lateness.read());
    }
    return all;
  }

  @Override
  public void report(Sheet sheet) {
    for (int i = 0; i < loops.size(); i++) {
      sheet.put(LATENESS, loops.get(i).lateness.read(), String.valueOf(i));
    }
  }

  private final class Loop {
    private final Timers timers;
    private final Histogram lateness = new Histogram(Bounds.TIMES);
    private volatile long due; // written by the loop, and once before

    Loop(Timers timers) {
      this.timers = timers;
    }

    void begin() {
      due = ticker.nanos() + BEAT.toNanos();
      Timers.Timer unused = timers.after(BEAT, this::beat);
    }

    private void beat() {
      lateness.record(Math.max(0, ticker.nanos() - due));
      begin();
    }
  }
}
