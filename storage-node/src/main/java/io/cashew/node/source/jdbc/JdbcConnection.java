package io.cashew.node.source.jdbc;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import io.cashew.group.SourceSettings;
import io.cashew.node.source.DataSource;
import io.cashew.node.source.FailureLog;
import io.cashew.node.source.LoadRequest;
import io.cashew.node.source.SourceConnection;
import io.cashew.status.Reason;
import io.cashew.time.Ticker;
import io.cashew.time.Timers;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
  private final Dialect dialect;
  private final JdbcFailures failures;
  private final Pool pool;
  private final ThreadPoolExecutor loaders;
  private final ThreadPoolExecutor stopper;
  private final Set<Question> unfinished = ConcurrentHashMap.newKeySet();

  private JdbcConnection(JdbcSettings settings, Pool pool, Timers timers, Ticker ticker) {
    this.settings = settings;
    this.dialect = Dialect.of(settings.url());
    this.pool = pool;
    this.timers = timers;
    this.failures = new JdbcFailures(settings.name(), new FailureLog(settings.name(), ticker));
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
  public static JdbcConnection open(
      JdbcSettings settings, Drivers drivers, Timers timers, Ticker ticker) {
    JdbcConnection opened =
        new JdbcConnection(settings, Pool.of(settings, drivers), timers, ticker);
    opened.stopper.execute(opened.pool::warmUp); // not in the way of loads
    return opened;
  }

  @Override
  public DataSource source(SourceSettings source, long maxValueBytes) {
    checkArgument(source.path().isEmpty(), "path: means nothing to a database (expected: query)");
    RowReader reader = new RowReader(maxValueBytes);
    KeyQuery single = new KeyQuery(QueryTemplate.parse(source.query()), reader, dialect);
    Optional<BatchQuery> batch =
        source.batchQuery().isEmpty()
            ? Optional.empty()
            : Optional.of(batch(source.batchQuery(), reader, single));
    return new JdbcSource(this, single, batch, source.batchSize());
  }

  private BatchQuery batch(String query, RowReader reader, KeyQuery single) {
    return new BatchQuery(QueryTemplate.parseBatch(query), reader, dialect, single, failures);
  }

  Question question(LoadRequest request) {
    return new Question(settings.name(), request);
  }

  /**
   * Answers questions together, each within its own timeout.
   *
   * @param single answers what {@code query} leaves open
   */
  @SuppressWarnings("FutureReturnValueIgnored") // ended() is the end of the chain
  void load(Query query, KeyQuery single, List<Question> questions) {
    JdbcLoad load = new JdbcLoad(query, single, questions, pool, failures);
    for (Question question : questions) {
      unfinished.add(question);
      Timers.Timer timer = timers.after(question.timeout(), question::failAsSlow);
      question.future().whenComplete((loaded, failure) -> ended(question, timer, load));
    }
    try {
      loaders.execute(load);
    } catch (RejectedExecutionException e) {
      questions.forEach(this::refuse);
    }
  }

  private void refuse(Question question) {
    if (loaders.isShutdown()) {
      question.fail(
          Reason.DRAINING, "source \"%s\": the node is stopping".formatted(settings.name()));
    } else {
      question.fail(
          Reason.IN_FLIGHT,
          "source \"%s\": %,d loads wait for it already"
              .formatted(settings.name(), settings.queueLength()));
    }
  }

  private void ended(Question question, Timers.Timer timer, JdbcLoad load) {
    timer.cancel();
    unfinished.remove(question);
    if (!load.isOver()) {
      return;
    }
    if (load.stop()) {
      stopper.execute(load::cancel);
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
