package io.cashew.node.source.jdbc;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import io.cashew.group.SourceSettings;
import io.cashew.node.source.DataSource;
import io.cashew.node.source.FailureLog;
import io.cashew.node.source.LoadRequest;
import io.cashew.node.source.Loaded;
import io.cashew.node.source.SourceConnection;
import io.cashew.status.Reason;
import io.cashew.time.Ticker;
import io.cashew.time.Timers;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.RejectedExecutionHandler;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor.AbortPolicy;
import java.util.concurrent.ThreadPoolExecutor.DiscardPolicy;
import java.util.concurrent.TimeUnit;

/**
 * A database that groups load from: a pool of connections, as many threads that run queries on
 * them, and a bounded queue of loads before the threads.
 *
 * <p>Thread-safe; no method blocks but {@link #close}. JDBC drivers block and dislike interrupts,
 * so that a load is stopped by cancelling its statement, which may block as well and has a thread
 * of its own.
 */
public final class JdbcConnection implements SourceConnection {
  private static final int CLOSE_SECONDS = 2;
  private static final int IDLE_THREAD_SECONDS = 60;

  private final JdbcSettings settings;
  private final Timers timers;
  private final FailureLog failures;
  private final Pool pool;
  private final ThreadPoolExecutor loaders;
  private final ThreadPoolExecutor stopper;
  private final Set<JdbcLoad> unfinished = ConcurrentHashMap.newKeySet();

  private JdbcConnection(JdbcSettings settings, Pool pool, Timers timers, Ticker ticker) {
    this.settings = settings;
    this.pool = pool;
    this.timers = timers;
    this.failures = new FailureLog(settings.name(), ticker);
    this.loaders = threads("load", settings.poolSize(), settings.queueLength(), new AbortPolicy());
    this.stopper = threads("stop", 1, settings.poolSize(), new DiscardPolicy());
  }

  /**
   * Makes the connection and begins to connect, so that the first load finds a driver that is
   * loaded; the database need not be in reach.
   *
   * @param timers end loads that take too long; whatever depends on a load may run on their thread
   * @throws IllegalArgumentException if there is no driver for the URL
   */
  public static JdbcConnection open(JdbcSettings settings, Timers timers, Ticker ticker) {
    JdbcConnection opened = new JdbcConnection(settings, Pool.of(settings), timers, ticker);
    opened.stopper.execute(opened.pool::warmUp); // not in the way of loads
    return opened;
  }

  @Override
  public DataSource source(SourceSettings source, long maxValueBytes) {
    checkArgument(source.path().isEmpty(), "path: means nothing to a database (expected: query)");
    QueryTemplate template = QueryTemplate.parse(source.query());
    return new JdbcSource(this, new KeyQuery(template, new RowReader(maxValueBytes)));
  }

  @SuppressWarnings("FutureReturnValueIgnored") // ended() is the end of the chain
  CompletableFuture<Loaded> load(KeyQuery query, LoadRequest request) {
    JdbcLoad load = new JdbcLoad(settings.name(), query, request, pool, failures);
    unfinished.add(load);
    Timers.Timer timer = timers.after(request.timeout(), load::failAsSlow);
    load.answer().whenComplete((loaded, failure) -> ended(load, timer));
    try {
      loaders.execute(load);
    } catch (RejectedExecutionException e) {
      refuse(load);
    }
    return load.answer();
  }

  private void refuse(JdbcLoad load) {
    if (loaders.isShutdown()) {
      load.fail(Reason.DRAINING, "source \"%s\": the node is stopping".formatted(settings.name()));
    } else {
      load.fail(
          Reason.IN_FLIGHT,
          "source \"%s\": %,d loads wait for it already"
              .formatted(settings.name(), settings.queueLength()));
    }
  }

  private void ended(JdbcLoad load, Timers.Timer timer) {
    timer.cancel();
    unfinished.remove(load);
    if (load.isRunning()) {
      stopper.execute(load::stop);
    } else if (!load.begun()) {
      loaders.remove(load); // makes room in the queue for one that is waited for
    }
  }

  /** Fails what is in flight, and waits a moment for the threads to end. */
  @Override
  public void close() {
    loaders.shutdown();
    unfinished.forEach(this::refuse);
    try {
      loaders.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    stopper.shutdown();
    pool.close();
  }

  @Override
  public String toString() {
    return "JdbcConnection[" + settings.name() + "]";
  }

  private ThreadPoolExecutor threads(
      String purpose, int count, int queueLength, RejectedExecutionHandler whenFull) {
    ThreadPoolExecutor threads =
        new ThreadPoolExecutor(
            count,
            count,
            IDLE_THREAD_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(queueLength),
            new ThreadFactoryBuilder()
                .setNameFormat("cashew-" + purpose + "-" + settings.name().replace("%", "") + "-%d")
                .setDaemon(true)
                .build(),
            whenFull);
    threads.allowCoreThreadTimeOut(true);
    return threads;
  }
}
