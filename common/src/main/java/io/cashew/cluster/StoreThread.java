package io.cashew.cluster;

import io.cashew.lifecycle.Part;
import io.cashew.time.ThreadTimers;
import io.cashew.time.Timers;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread on which a cluster store calls its listeners and completes its futures.
 *
 * <p>Thread-safe. What runs here must not block. A task that throws is logged and harms no other.
 */
public final class StoreThread implements Timers, Part {
  private static final Logger log = LoggerFactory.getLogger(StoreThread.class);

  private final Timers timers;
  private final Part owned;
  private final Set<Runnable> failures = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  private StoreThread(Timers timers, Part owned) {
    this.timers = timers;
    this.owned = owned;
  }

  /** Starts a daemon thread named {@code cluster-store}, which ends with the close. */
  public static StoreThread start() {
    ThreadTimers timers = new ThreadTimers("cluster-store");
    return new StoreThread(timers, timers);
  }

  /** Runs everything where these timers run their tasks; they stay open. */
  public static StoreThread on(Timers timers) {
    return new StoreThread(timers, () -> {});
  }

  /** Runs a task as soon as those before it are done. After the close it never runs. */
  public void execute(Runnable task) {
    Timer unused = after(Duration.ZERO, task);
  }

  @Override
  public Timer after(Duration delay, Runnable task) {
    return timers.after(delay, () -> run(task));
  }

  /**
   * The same outcome, on this thread. A future still open when the thread is closed fails then and
   * there: nobody waits for ever.
   */
  public <T> CompletableFuture<T> bring(CompletableFuture<T> outcome) {
    CompletableFuture<T> brought = new CompletableFuture<>();
    Runnable fail =
        () ->
            brought.completeExceptionally(new ClusterStoreException("the cluster store is closed"));
    failures.add(fail);
    CompletableFuture<T> unused =
        outcome.whenComplete(
            (value, failure) ->
                execute(
                    () -> {
                      failures.remove(fail);
                      settle(brought, value, failure);
                    }));
    if (closed) {
      fail.run(); // the close may have missed it
    }
    return brought;
  }

  private static <T> void settle(CompletableFuture<T> future, T value, Throwable failure) {
    if (failure == null) {
      future.complete(value);
    } else {
      future.completeExceptionally(failure);
    }
  }

  private void run(Runnable task) {
    if (closed) {
      return;
    }
    try {
      task.run();
    } catch (RuntimeException e) {
      log.error("a listener of the cluster store failed", e);
    }
  }

  /** Nothing runs here any more. */
  public boolean isClosed() {
    return closed;
  }

  @Override
  public void close() {
    closed = true;
    owned.close();
    failures.forEach(Runnable::run);
  }
}
