package io.cashew.node.source.jdbc;

import io.cashew.node.source.FailureLog;
import io.cashew.node.source.LoadRequest;
import io.cashew.node.source.Loaded;
import io.cashew.status.CashewException;
import io.cashew.status.Reason;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLTimeoutException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One load: waits for a thread, runs on it, and answers once. Whoever completes the answer first,
 * the database, the timer or the one who asked, ends the load.
 */
final class JdbcLoad implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(JdbcLoad.class);

  /** How long beyond its timeout a load waits for a database that has fallen silent. */
  private static final Duration SILENCE = Duration.ofSeconds(2);

  private static final String QUERY_CANCELLED = "57014";

  private final String source;
  private final KeyQuery query;
  private final LoadRequest request;
  private final Pool pool;
  private final FailureLog failures;
  private final CompletableFuture<Loaded> answer = new CompletableFuture<>();
  private volatile boolean begun;
  private volatile @Nullable Statement running;

  JdbcLoad(String source, KeyQuery query, LoadRequest request, Pool pool, FailureLog failures) {
    this.source = source;
    this.query = query;
    this.request = request;
    this.pool = pool;
    this.failures = failures;
  }

  CompletableFuture<Loaded> answer() {
    return answer;
  }

  boolean begun() {
    return begun;
  }

  boolean isRunning() {
    return running != null;
  }

  /** Fails the load, unless it has ended. */
  void fail(Reason reason, String message) {
    answer.completeExceptionally(new CashewException(reason, message));
  }

  void failAsSlow() {
    fail(
        Reason.SOURCE_SLOW,
        "source \"%s\" did not answer within %,d ms"
            .formatted(source, request.timeout().toMillis()));
  }

  @Override
  public void run() {
    begun = true;
    if (answer.isDone()) {
      return;
    }
    Loaded loaded;
    try {
      loaded = ask();
    } catch (Throwable e) { // a driver may throw anything, and callers wait
      explain(e);
      return;
    }
    answer.complete(loaded);
  }

  private Loaded ask() throws SQLException {
    try (Connection connection = pool.connect()) {
      try {
        return askOver(connection);
      } catch (SQLException e) {
        pool.dropIfBroken(connection);
        throw e;
      }
    }
  }

  private Loaded askOver(Connection connection) throws SQLException {
    limitSilence(connection);
    try {
      return query.ask(connection, request, this::running);
    } finally {
      running = null;
    }
  }

  private void running(Statement statement) {
    running = statement;
    if (answer.isDone()) {
      throw new CancellationException("nobody waits any more");
    }
  }

  /** Some databases vanish without closing the connection: then only this ends the wait. */
  private void limitSilence(Connection connection) throws SQLException {
    try {
      int millis = Math.toIntExact(request.timeout().plus(SILENCE).toMillis());
      connection.setNetworkTimeout(Runnable::run, millis);
    } catch (SQLFeatureNotSupportedException e) {
      log.trace("source \"{}\": its driver has no network timeout", source, e);
    }
  }

  /** Stops the statement if one is running; may block. */
  void stop() {
    Statement statement = running;
    if (statement == null) {
      return;
    }
    try {
      statement.cancel();
    } catch (SQLException e) {
      log.debug("source \"{}\": a statement could not be cancelled", source, e);
    }
  }

  private void explain(Throwable failure) {
    if (answer.isDone()) {
      return; // most likely the statement was cancelled because of that
    }
    if (failure instanceof CashewException known) {
      fail(known.reason(), String.valueOf(known.getMessage()));
    } else if (isTimeout(failure)) {
      failAsSlow();
    } else {
      fail(
          Reason.SOURCE_DOWN,
          "source \"%s\" failed (id %s in the node's log)"
              .formatted(source, failures.record(failure)));
    }
  }

  private static boolean isTimeout(Throwable failure) {
    return failure instanceof SQLTimeoutException
        || (failure instanceof SQLException sql && QUERY_CANCELLED.equals(sql.getSQLState()));
  }
}
