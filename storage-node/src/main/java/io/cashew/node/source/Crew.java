package io.cashew.node.source;

import static java.util.Objects.requireNonNull;

import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ThreadFactoryBuilder;
import io.cashew.lifecycle.Part;
import io.cashew.status.Reason;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Threads for a source that blocks, and a bounded queue before them. A load that is over while it
 * waits leaves the queue; while it runs, its thread is interrupted. Thread-safe.
 */
public final class Crew implements Part {
  private static final int IDLE_THREAD_SECONDS = 60;

  private final int queueLength;
  private final ThreadPoolExecutor threads;

  /**
   * Starts no thread yet.
   *
   * @param source the connection's name
   * @param libraries the context class loader of the threads
   */
  public Crew(String source, int count, int queueLength, ClassLoader libraries) {
    this.queueLength = queueLength;
    this.threads =
        new ThreadPoolExecutor(
            count,
            count,
            IDLE_THREAD_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(queueLength),
            new ThreadFactoryBuilder()
                .setNameFormat("cashew-load-" + source.replace("%", "") + "-%d")
                .setDaemon(true)
                .setThreadFactory(task -> thread(task, libraries))
                .build());
    threads.allowCoreThreadTimeOut(true);
  }

  private static Thread thread(Runnable task, ClassLoader libraries) {
    Thread thread = new Thread(task);
    thread.setContextClassLoader(libraries);
    return thread;
  }

  /** Works for a load. What the work throws, of whatever kind, is the load's failure. */
  public void run(Load load, Work work) {
    Job task = new Job(() -> attempt(load, work));
    try {
      threads.execute(task);
    } catch (RejectedExecutionException e) {
      load.fail(Reason.IN_FLIGHT, "%,d loads wait for it already".formatted(queueLength));
      return;
    }
    load.whenOver(
        () -> {
          task.cancel(true);
          threads.remove(task); // makes room in the queue for one that is waited for
        });
  }

  private static Runnable attempt(Load load, Work work) {
    if (load.isOver()) {
      return () -> {};
    }
    try {
      return work.run();
    } catch (Throwable e) { // code of others may throw anything, and callers wait
      return () -> load.explain(e);
    }
  }

  /** Interrupts what runs and waits for nothing. */
  @Override
  public void close() {
    threads.shutdownNow();
  }

  /** What is done for a load. */
  public interface Work {
    /** May block and throw. What it returns is run next, when no interrupt can come any more. */
    Runnable run() throws Exception;
  }

  /** Ends the load after the task is done, so that the end does not interrupt its own thread. */
  private static final class Job extends FutureTask<Runnable> {
    Job(Callable<Runnable> work) {
      super(work);
    }

    @Override
    protected void done() {
      if (!isCancelled()) {
        requireNonNull(Futures.getUnchecked(this)).run();
      }
    }
  }
}
