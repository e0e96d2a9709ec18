package io.cashew.node.load;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.cashew.node.source.Loaded;
import io.cashew.status.CashewException;
import io.cashew.status.Reason;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Caps how many loads of a group run at once; a bounded number of others wait their turn, first
 * come first served. What exceeds that is refused at once. Thread-safe.
 */
final class LoadGate {
  private final int concurrency;
  private final int places;

  @GuardedBy("this")
  private final ArrayDeque<Turn> waiting = new ArrayDeque<>();

  @GuardedBy("this")
  private int running;

  LoadGate(int concurrency, int places) {
    this.concurrency = concurrency;
    this.places = places;
  }

  /**
   * Runs a load now or later. The future returned may be cancelled: a load that has not begun never
   * does, one that has is cancelled in turn. A load that throws has failed.
   */
  CompletableFuture<Loaded> run(Supplier<CompletableFuture<Loaded>> load) {
    Turn turn = new Turn(load);
    synchronized (this) {
      if (running >= concurrency) {
        if (waiting.size() >= places) {
          return CompletableFuture.failedFuture(refused());
        }
        waiting.add(turn);
        return turn.result;
      }
      running++;
    }
    start(turn);
    return turn.result;
  }

  @SuppressWarnings("FutureReturnValueIgnored") // both chains end here
  private void start(Turn turn) {
    CompletableFuture<Loaded> asked = ask(turn.load);
    asked.whenComplete((loaded, failure) -> complete(turn.result, loaded, failure));
    turn.result.whenComplete(
        (loaded, failure) -> {
          asked.cancel(true); // nothing if it has answered
          next();
        });
  }

  private void next() {
    while (true) {
      Turn turn;
      synchronized (this) {
        turn = waiting.poll();
        if (turn == null) {
          running--;
          return;
        }
      }
      if (!turn.result.isDone()) { // else it was cancelled while it waited
        start(turn);
        return;
      }
    }
  }

  private static CompletableFuture<Loaded> ask(Supplier<CompletableFuture<Loaded>> load) {
    try {
      return load.get();
    } catch (RuntimeException | Error e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private static void complete(
      CompletableFuture<Loaded> result, @Nullable Loaded loaded, @Nullable Throwable failure) {
    if (failure != null) {
      result.completeExceptionally(failure);
    } else if (loaded != null) {
      result.complete(loaded);
    } else {
      result.completeExceptionally(new IllegalStateException("the source answered null"));
    }
  }

  private CashewException refused() {
    return new CashewException(
        Reason.IN_FLIGHT,
        "%,d loads of this group are running and %,d waiting: try again later"
            .formatted(concurrency, places));
  }

  private static final class Turn {
    private final Supplier<CompletableFuture<Loaded>> load;
    private final CompletableFuture<Loaded> result = new CompletableFuture<>();

    Turn(Supplier<CompletableFuture<Loaded>> load) {
      this.load = load;
    }
  }
}
