package io.cashew.proxy.routing;

import io.cashew.time.Ticker;
import io.cashew.time.Timers;
import java.time.Duration;

/**
 * Notices that this process slept: stopped, suspended, or without a processor for long. What it
 * reads just after may have lain in its sockets all the while, and nobody may wait for it any more:
 * the time that a request was sent is known to whoever sent it alone (rule R14).
 *
 * <p>A sleep shows as a gap of monotonic time since the last beat, to whoever looks first.
 * Thread-safe.
 */
public final class SleepWatch {
  private static final Duration BEAT = Duration.ofMillis(50);

  /** A longer gap is a sleep. Few requests have a shorter deadline. */
  private static final long LONGEST_GAP_NANOS = Duration.ofMillis(500).toNanos();

  /** By then, what lay in the sockets has been read. */
  private static final long READING_NANOS = Duration.ofMillis(250).toNanos();

  private final Timers timers;
  private final Ticker ticker;
  private volatile long lastBeat;
  private volatile long awakeSince;

  private SleepWatch(Timers timers, Ticker ticker) {
    this.timers = timers;
    this.ticker = ticker;
    lastBeat = ticker.nanos();
    awakeSince = lastBeat - READING_NANOS;
  }

  /** Watches from now on. */
  public static SleepWatch start(Timers timers, Ticker ticker) {
    SleepWatch started = new SleepWatch(timers, ticker);
    started.beat();
    return started;
  }

  private void beat() {
    boolean unusedVerdict = hasJustWoken(); // notes a sleep
    lastBeat = ticker.nanos();
    Timers.Timer unused = timers.after(BEAT, this::beat);
  }

  /** Whether what is read now may be older than it seems. */
  boolean hasJustWoken() {
    long now = ticker.nanos();
    if (now - lastBeat > LONGEST_GAP_NANOS) {
      awakeSince = now;
      return true;
    }
    return now - awakeSince < READING_NANOS;
  }
}
