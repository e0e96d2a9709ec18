package io.cashew.node.term;

import io.cashew.ring.Ring;
import io.cashew.time.Ticker;
import io.cashew.time.Timers;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * That no other node has been given what this node owns: what a strict group wants to know before
 * it answers from memory. It takes both, a confirmed lease and a ring read of the cluster store a
 * moment ago. Alone, the lease is no proof: a node that most proxies cannot reach is expelled while
 * it stands, and its watch may have died without a word.
 *
 * <p>A successor that cannot reach its predecessor takes it for gone a margin after it has seen the
 * ring that removes it. A linearizable read that did not bring that ring had begun before the ring
 * was written; so for a margin from its beginning, nobody else acknowledges anything.
 *
 * <p>Threads: {@link #isGiven} from any; the rest is for the control thread.
 */
public final class Assurance {
  /** Reads begin so often within the time that one is good for. */
  private static final int READS = 4;

  private final TermTable terms;
  private final BooleanSupplier lease;
  private final Supplier<CompletableFuture<Optional<Ring>>> rings;
  private final Timers control;
  private final Ticker ticker;
  private final long validity;
  private long lastAsked;
  private volatile long goodUntil;

  /**
   * Nothing is assured yet.
   *
   * @param lease whether the node's registration is confirmed
   * @param rings reads the ring from the cluster store, a linearizable read
   * @param margin how long a successor waits for a predecessor that it cannot reach
   */
  public Assurance(
      TermTable terms,
      BooleanSupplier lease,
      Supplier<CompletableFuture<Optional<Ring>>> rings,
      Timers control,
      Ticker ticker,
      Duration margin) {
    this.terms = terms;
    this.lease = lease;
    this.rings = rings;
    this.control = control;
    this.ticker = ticker;
    this.validity = margin.toNanos();
    this.lastAsked = ticker.nanos() - validity;
    this.goodUntil = ticker.nanos();
  }

  /** Whether a strict group may use what is in memory, at this moment. Cheap. */
  public boolean isGiven() {
    return lease.getAsBoolean() && ticker.nanos() - goodUntil < 0;
  }

  /** Reads the ring again if it is time. To be called often, while there are strict groups. */
  @SuppressWarnings("FutureReturnValueIgnored") // the task on the control thread is the end
  public void renew() {
    long now = ticker.nanos();
    if (now - lastAsked >= validity / READS) {
      lastAsked = now;
      ask()
          .whenComplete(
              (ring, failure) -> {
                if (failure == null) {
                  control.soon(() -> learned(ring, now));
                }
              });
    }
  }

  private CompletableFuture<Optional<Ring>> ask() {
    try {
      return rings.get();
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private void learned(Optional<Ring> ring, long asked) {
    ring.ifPresent(terms::apply); // first: only what has been applied is gone by
    if (asked + validity - goodUntil > 0) {
      goodUntil = asked + validity;
    }
  }
}
