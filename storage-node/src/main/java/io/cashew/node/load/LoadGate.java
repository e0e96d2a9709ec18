package io.cashew.node.load;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.cashew.group.LoadSettings;
import io.cashew.node.source.Loaded;
import io.cashew.status.CashewException;
import io.cashew.status.Reason;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Caps how many loads of a group run at once; a bounded number of others wait their turn, first
 * come first served. What exceeds that is refused at once. Thread-safe; loads are started and
 * cancelled outside of the lock.
 */
final class LoadGate {
  private final int concurrency;
  private final int places;

  @GuardedBy("this")
  private final Set<Turn> waiting = new LinkedHashSet<>();

  @GuardedBy("this")
  private int running;

  LoadGate(LoadSettings settings) {
    this.concurrency = settings.concurrency();
    this.places = settings.queue();
  }

  /**
   * Runs a load now or later. The future returned may be cancelled: a load that has not begun never
   * does and makes room for another, one that has is cancelled in turn. A load that throws has
   * failed.
   */
  @SuppressWarnings("FutureReturnValueIgnored") // giving up the place is the end of the chain
  CompletableFuture<Loaded> run(Supplier<CompletableFuture<Loaded>> load) {
    Turn turn = new Turn(load);
    switch (admit(turn)) {
      case RUNS -> startFrom(turn);
      case WAITS -> turn.result.whenComplete((loaded, failure) -> giveUpPlace(turn));
      case REFUSED -> turn.result.completeExceptionally(refused());
    }
    return turn.result;
  }

  /**
   * Runs a load that nobody waits for, if it runs at once and leaves callers a quarter of the
   * places.
   *
   * @return null if it does not
   */
  @Nullable CompletableFuture<Loaded> runIfIdle(Supplier<CompletableFuture<Loaded>> load) {
    if (!takeIdlePlace()) {
      return null;
    }
    Turn turn = new Turn(load);
    startFrom(turn);
    return turn.result;
  }

  /** Whether a load that nobody waits for would run. */
  synchronized boolean isIdle() {
    return running < concurrency - concurrency / 4;
  }

  private synchronized boolean takeIdlePlace() {
    if (!isIdle()) {
      return false;
    }
    running++;
    return true;
  }

  synchronized int running() {
    return running;
  }

  synchronized int waiting() {
    return waiting.size();
  }

  private synchronized Admission admit(Turn turn) {
    if (running < concurrency) {
      running++;
      return Admission.RUNS;
    }
    if (waiting.size() < places) {
      waiting.add(turn);
      return Admission.WAITS;
    }
    return Admission.REFUSED;
  }

  private synchronized void giveUpPlace(Turn turn) {
    waiting.remove(turn); // nothing if it has begun
  }

  /**
   * Starts a turn and, as long as they are over at once, those after it: in a loop, at no depth.
   */
  private void startFrom(@Nullable Turn first) {
    Turn turn = first;
    while (turn != null && start(turn) == Progress.OVER) {
      turn = next();
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // both chains end here
  private Progress start(Turn turn) {
    CompletableFuture<Loaded> asked = ask(turn.load);
    asked.whenComplete((loaded, failure) -> complete(turn.result, loaded, failure));
    turn.result.whenComplete(
        (loaded, failure) -> {
          asked.cancel(true); // nothing if it has answered
          if (turn.pass() == Pass.SECOND) {
            startFrom(next());
          }
        });
    return turn.pass() == Pass.SECOND ? Progress.OVER : Progress.GOES_ON;
  }

  /** Hands the place of a load that is over to the next, or gives it back. */
  private synchronized @Nullable Turn next() {
    Iterator<Turn> inLine = waiting.iterator();
    while (inLine.hasNext()) {
      Turn turn = inLine.next();
      inLine.remove();
      if (!turn.result.isDone()) { // else it was cancelled a moment ago
        return turn;
      }
    }
    running--;
    return null;
  }

  private static CompletableFuture<Loaded> ask(Supplier<CompletableFuture<Loaded>> load) {
    try {
      CompletableFuture<Loaded> asked = load.get();
      return asked != null ? asked : CompletableFuture.failedFuture(answeredNull());
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
      result.completeExceptionally(answeredNull());
    }
  }

  private static IllegalStateException answeredNull() {
    return new IllegalStateException("the source answered null");
  }

  private CashewException refused() {
    return new CashewException(
        Reason.IN_FLIGHT,
        "%,d loads of this group are running and %,d waiting: try again later"
            .formatted(concurrency, places));
  }

  private enum Admission {
    RUNS,
    WAITS,
    REFUSED
  }

  private enum Progress {
    GOES_ON,
    OVER
  }

  private enum Pass {
    FIRST,
    SECOND
  }

  /** A load and its place. Compared by identity. */
  private static final class Turn {
    private final Supplier<CompletableFuture<Loaded>> load;
    private final CompletableFuture<Loaded> result = new CompletableFuture<>();
    private final AtomicBoolean passed = new AtomicBoolean();

    Turn(Supplier<CompletableFuture<Loaded>> load) {
      this.load = load;
    }

    /**
     * Who started the turn passes here when that is done, and so does the end of the load: whoever
     * comes second starts the next, so that a load that is over at once does not start it from
     * within.
     */
    Pass pass() {
      return passed.getAndSet(true) ? Pass.SECOND : Pass.FIRST;
    }
  }
}
