package io.cashew.node.core;

import io.cashew.group.Flushes;
import io.cashew.node.term.PauseGuard;
import io.cashew.node.term.Terms;
import io.cashew.time.Timers;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Reads what was flushed whenever the ring has changed, so that nothing is inherited under a new
 * term before the node knows of every flush that was acknowledged without it: such a one came
 * before the node was registered, hence before the ring that gave it the term. Control thread.
 */
final class FlushReading {
  private final Supplier<CompletableFuture<? extends Map<String, Flushes>>> store;
  private final Listener listener;
  private final Timers control;
  private long wanted; // the epoch of the last reading begun

  /** Who is told what was read. */
  interface Listener {
    /** What was flushed before the ring of this epoch was written, at least. */
    void read(Map<String, Flushes> flushes, long epoch);
  }

  FlushReading(
      Supplier<CompletableFuture<? extends Map<String, Flushes>>> store,
      Listener listener,
      Timers control) {
    this.store = store;
    this.listener = listener;
    this.control = control;
  }

  void onTerms(Terms terms) {
    if (terms.epoch() > wanted) {
      wanted = terms.epoch();
      read(wanted);
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // both ways end on the control thread
  private void read(long epoch) {
    ask()
        .whenComplete(
            (found, failure) ->
                control.soon(
                    failure == null ? () -> listener.read(found, epoch) : () -> again(epoch)));
  }

  private CompletableFuture<? extends Map<String, Flushes>> ask() {
    try {
      return store.get();
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private void again(long epoch) {
    if (epoch == wanted) { // else a later reading is under way
      control.after(
          PauseGuard.BEAT,
          () -> {
            if (epoch == wanted) {
              read(epoch);
            }
          });
    }
  }
}
