package io.cashew.node.handover;

import io.cashew.node.load.Inherited;
import io.cashew.node.load.Wanted;
import io.cashew.node.term.NobodyListens;
import io.cashew.ring.RingNode;
import io.cashew.time.Ticker;
import io.cashew.time.Timers;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/** Asks previous owners for single keys (rule R13), and never for long. Thread-safe. */
final class Fetches {
  /** Under way at a time; what exceeds that goes to the source at once. */
  static final int MAX_UNDER_WAY = 1 << 12;

  private final Peers peers;
  private final Timers timers;
  private final FetchBrake brake;
  private final Consumer<RingNode> refused;
  private final AtomicInteger underWay = new AtomicInteger();
  private final LongAdder hits = new LongAdder();
  private final LongAdder misses = new LongAdder();

  /** {@code refused} is told, on any thread, that nobody listens where a previous owner was. */
  Fetches(Peers peers, Timers timers, Ticker ticker, Consumer<RingNode> refused) {
    this.peers = peers;
    this.timers = timers;
    this.brake = new FetchBrake(ticker);
    this.refused = refused;
  }

  /** See {@link io.cashew.node.load.Heritage#fetch}. */
  @SuppressWarnings("FutureReturnValueIgnored") // the answer is the end of the chain
  CompletableFuture<Optional<Inherited>> fetch(RingNode donor, String group, Wanted wanted) {
    CompletableFuture<Optional<Inherited>> answer = new CompletableFuture<>();
    if (brake.isOn(donor.id()) || !takePlace()) {
      answer.complete(Optional.empty());
      return answer;
    }
    Timers.Timer deadline = timers.after(Peers.FETCH_DEADLINE, () -> failed(donor, answer));
    ask(donor, group, wanted)
        .whenComplete(
            (found, failure) -> {
              deadline.cancel();
              if (failure == null) {
                answered(donor, answer, found);
              } else {
                failed(donor, answer);
                if (failure instanceof NobodyListens) {
                  refused.accept(donor);
                }
              }
            });
    return answer;
  }

  private boolean takePlace() {
    if (underWay.incrementAndGet() <= MAX_UNDER_WAY) {
      return true;
    }
    underWay.decrementAndGet();
    return false;
  }

  private CompletableFuture<Optional<Inherited>> ask(RingNode donor, String group, Wanted wanted) {
    try {
      return peers.fetch(donor, group, wanted);
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private void answered(
      RingNode donor, CompletableFuture<Optional<Inherited>> answer, Optional<Inherited> found) {
    brake.answered(donor.id());
    if (!answer.isDone()) {
      end(answer, found);
    }
  }

  private void failed(RingNode donor, CompletableFuture<Optional<Inherited>> answer) {
    if (!answer.isDone()) { // else it was too late already, and counted
      brake.failed(donor.id());
      end(answer, Optional.empty());
    }
  }

  private void end(CompletableFuture<Optional<Inherited>> answer, Optional<Inherited> found) {
    if (answer.complete(found)) { // whoever comes second changes nothing
      underWay.decrementAndGet();
      (found.isPresent() ? hits : misses).increment();
    }
  }

  long hits() {
    return hits.sum();
  }

  long misses() {
    return misses.sum();
  }
}
