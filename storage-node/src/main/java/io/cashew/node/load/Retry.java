package io.cashew.node.load;

import io.cashew.node.source.LoadRequest;
import io.cashew.node.source.Loaded;
import io.cashew.status.CashewException;
import io.cashew.status.Reason;
import io.cashew.time.TimerSlot;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * Asks a second time, after a moment, if the source failed at once and there is time left. One that
 * was slow is not asked again. Thread-safe.
 */
final class Retry implements Asking {
  /** The longest pause before the second attempt. */
  static final Duration PAUSE = Duration.ofMillis(20);

  private final Asking source;
  private final Means means;

  Retry(Asking source, Means means) {
    this.source = source;
    this.means = means;
  }

  @Override
  public CompletableFuture<Loaded> ask(LoadRequest request) {
    return new Attempts(request).begin();
  }

  private static boolean mayHelp(@Nullable Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause instanceof CashewException known) {
      return known.reason() == Reason.SOURCE_DOWN;
    }
    return cause != null && !(cause instanceof CancellationException);
  }

  /** One load, asked once or twice. */
  private final class Attempts {
    private final LoadRequest request;
    private final long end;
    private final CompletableFuture<Loaded> result = new CompletableFuture<>();
    private final TimerSlot pause = new TimerSlot();
    private volatile @Nullable CompletableFuture<Loaded> running;

    Attempts(LoadRequest request) {
      this.request = request;
      this.end = means.ticker().nanos() + request.timeout().toNanos();
    }

    @SuppressWarnings("FutureReturnValueIgnored") // both chains end here
    CompletableFuture<Loaded> begin() {
      result.whenComplete((loaded, failure) -> stop());
      attempt(request)
          .whenComplete(
              (loaded, failure) -> {
                if (failure == null || !mayHelp(failure) || !tryAgain()) {
                  Asking.complete(result, loaded, failure);
                }
              });
      return result;
    }

    /** Whether there is time for it; then the result is the second attempt's. */
    private boolean tryAgain() {
      Duration wait = Duration.ofNanos((long) (PAUSE.toNanos() * means.random().getAsDouble()));
      if (result.isDone() || means.ticker().nanos() + wait.toNanos() - end >= 0) {
        return false;
      }
      means.counts().count(LoadEvent.RETRIED);
      pause.fill(means.timers().after(wait, this::again));
      return true;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the chain ends here
    private void again() {
      long left = Math.max(1, end - means.ticker().nanos());
      attempt(request.within(Duration.ofNanos(left)))
          .whenComplete((loaded, failure) -> Asking.complete(result, loaded, failure));
    }

    private CompletableFuture<Loaded> attempt(LoadRequest what) {
      CompletableFuture<Loaded> asked = source.carefully(what);
      running = asked;
      if (result.isDone()) { // it was given up meanwhile
        asked.cancel(true);
      }
      return asked;
    }

    private void stop() {
      pause.cancel();
      CompletableFuture<Loaded> asked = running;
      if (asked != null) {
        asked.cancel(true);
      }
    }
  }
}
