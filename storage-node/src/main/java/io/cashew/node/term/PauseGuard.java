package io.cashew.node.term;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.cashew.ring.Ring;
import io.cashew.time.Ticker;
import io.cashew.time.Timers;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices that this process slept: stopped, suspended, or without a processor for long. While it
 * did, its lease may have ended and the ring moved on, so that its terms are in doubt until it has
 * read the ring again from the cluster store (rules R11 and R14).
 *
 * <p>A sleep shows as a gap of monotonic time since the last beat, to whoever looks first: the next
 * beat, or the first message that is read. Threads: {@link #observe} from any; the rest is for the
 * control thread.
 */
public final class PauseGuard {
  public static final Duration BEAT = Duration.ofMillis(100);

  private static final Logger log = LoggerFactory.getLogger(PauseGuard.class);

  private final TermTable terms;
  private final Supplier<CompletableFuture<Optional<Ring>>> rings;
  private final Timers control;
  private final Ticker ticker;
  private final long limit;
  private volatile long lastBeat; // written under the lock

  @GuardedBy("this")
  private long sleeps;

  /**
   * Guards the terms.
   *
   * @param limit a longer gap is a sleep: half the lease
   * @param rings reads the ring from the cluster store, a linearizable read
   */
  public PauseGuard(
      TermTable terms,
      Duration limit,
      Supplier<CompletableFuture<Optional<Ring>>> rings,
      Timers control,
      Ticker ticker) {
    this.terms = terms;
    this.limit = limit.toNanos();
    this.rings = rings;
    this.control = control;
    this.ticker = ticker;
    this.lastBeat = ticker.nanos();
  }

  /** The newest ring was learned after this was made, unless the process slept meanwhile. */
  public void begin() {
    observe(ticker.nanos());
    if (isLast(0)) {
      terms.learned();
    }
  }

  /** Looks at the clock. To be called every {@link #BEAT}. */
  public void beat() {
    long now = ticker.nanos();
    observe(now);
    beaten(now);
  }

  /** This is the time at which something arrived. When this returns, a sleep before it is known. */
  public void observe(long now) {
    if (isGap(now)) {
      slept(now);
    }
  }

  /** How often this process slept. Any thread. */
  public synchronized long sleeps() {
    return sleeps;
  }

  private boolean isGap(long now) {
    return now - lastBeat > limit;
  }

  private synchronized void beaten(long now) {
    lastBeat = now;
  }

  private synchronized void slept(long now) {
    if (!isGap(now)) {
      return; // another thread has seen it
    }
    log.warn(
        "this process did not run for {} ms: it reads the ring before it answers from memory again",
        (now - lastBeat) / 1_000_000);
    lastBeat = now;
    sleeps++;
    long sleep = sleeps;
    terms.doubt();
    control.soon(() -> learn(sleep));
  }

  @SuppressWarnings("FutureReturnValueIgnored") // both ways end on the control thread
  private void learn(long sleep) {
    ask()
        .whenComplete(
            (ring, failure) ->
                control.soon(failure == null ? () -> learned(sleep, ring) : () -> askAgain(sleep)));
  }

  private CompletableFuture<Optional<Ring>> ask() {
    try {
      return rings.get();
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private void learned(long sleep, Optional<Ring> ring) {
    observe(ticker.nanos()); // what was read before yet another sleep is old again
    if (isLast(sleep)) {
      ring.ifPresent(terms::apply);
      terms.learned();
    }
  }

  private void askAgain(long sleep) {
    if (isLast(sleep)) {
      log.debug("the ring cannot be read: the node tries again");
      control.after(BEAT, () -> learn(sleep));
    }
  }

  private synchronized boolean isLast(long sleep) {
    return sleep == sleeps;
  }
}
