package io.cashew.proxy.tally;

import io.cashew.time.Ticker;
import io.cashew.time.Timers;
import java.time.Duration;

/**
 * A clock that costs a look no more than a field, and is right to {@link #TICK}: for what is asked
 * of every request. Thread-safe.
 */
final class RoughClock {
  static final Duration TICK = Duration.ofMillis(25);

  private final Timers timers;
  private final Ticker ticker;
  private final long begun;
  private volatile int ticks; // written on the timers' thread

  private RoughClock(Timers timers, Ticker ticker) {
    this.timers = timers;
    this.ticker = ticker;
    this.begun = ticker.nanos();
  }

  /** Runs for as long as the timers do. */
  static RoughClock start(Timers timers, Ticker ticker) {
    RoughClock clock = new RoughClock(timers, ticker);
    clock.tick();
    return clock;
  }

  /** It is of no use for what it is to be stood still for: it is always now. */
  static RoughClock stopped() {
    return new RoughClock((delay, task) -> () -> {}, () -> 0);
  }

  private void tick() {
    Timers.Timer unused = timers.after(TICK, this::tick);
    ticks = (int) ((ticker.nanos() - begun) / TICK.toNanos());
  }

  /** Only differences mean something. */
  int ticks() {
    return ticks;
  }
}
