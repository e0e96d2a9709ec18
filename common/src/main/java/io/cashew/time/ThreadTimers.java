package io.cashew.time;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import io.cashew.lifecycle.Part;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Timers on one thread of their own: tasks run one at a time. */
public final class ThreadTimers implements Timers, Part {
  private static final Logger log = LoggerFactory.getLogger(ThreadTimers.class);
  private static final Timer NEVER = () -> {};

  private final ScheduledThreadPoolExecutor executor;

  /** Starts the thread, a daemon, under the name given. */
  public ThreadTimers(String name) {
    executor =
        new ScheduledThreadPoolExecutor(
            1, new ThreadFactoryBuilder().setNameFormat(name).setDaemon(true).build());
    executor.setRemoveOnCancelPolicy(true);
    executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  @Override
  public Timer after(Duration delay, Runnable task) {
    try {
      ScheduledFuture<?> scheduled =
          executor.schedule(() -> run(task), delay.toNanos(), TimeUnit.NANOSECONDS);
      return () -> scheduled.cancel(false);
    } catch (RejectedExecutionException e) {
      return NEVER; // closed
    }
  }

  private static void run(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      log.error("a timed task failed", e);
    }
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
