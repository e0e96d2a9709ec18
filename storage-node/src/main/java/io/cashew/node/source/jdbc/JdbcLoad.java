package io.cashew.node.source.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Questions that are answered together: waits for a thread, runs on it, and leaves no question
 * open. Uses one connection at a time.
 */
final class JdbcLoad implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(JdbcLoad.class);

  /** How long beyond its timeout a load waits for a database that has fallen silent. */
  private static final Duration SILENCE = Duration.ofSeconds(2);

  private final Query query;
  private final KeyQuery single;
  private final List<Question> questions;
  private final Pool pool;
  private final JdbcFailures failures;
  private final Running running = new Running();
  private volatile boolean begun;

  /**
   * @param single answers what {@code query} leaves open
   */
  JdbcLoad(
      Query query, KeyQuery single, List<Question> questions, Pool pool, JdbcFailures failures) {
    this.query = query;
    this.single = single;
    this.questions = questions;
    this.pool = pool;
    this.failures = failures;
  }

  boolean begun() {
    return begun;
  }

  /** Whether nobody waits any more. */
  boolean isOver() {
    return questions.stream().allMatch(Question::isOver);
  }

  @Override
  public void run() {
    begun = true;
    if (isOver()) {
      return;
    }
    attempt(query, questions);
    for (Question question : questions) {
      if (!question.isOver()) {
        attempt(single, List.of(question));
      }
    }
  }

  /** What is thrown fails all the questions. */
  private void attempt(Query asked, List<Question> open) {
    try {
      ask(asked, open);
    } catch (Throwable e) { // a driver may throw anything, and callers wait
      failures.explain(e, open);
    }
  }

  private void ask(Query asked, List<Question> open) throws SQLException {
    try (Connection connection = pool.connect()) {
      try {
        limitSilence(connection);
        asked.answer(connection, open, running);
      } catch (SQLException | RuntimeException e) {
        pool.dropIfBroken(connection);
        throw e;
      }
    }
  }

  /** Some databases vanish without closing the connection: then only this ends the wait. */
  private void limitSilence(Connection connection) throws SQLException {
    Duration longest =
        questions.stream().map(Question::timeout).max(Comparator.naturalOrder()).orElseThrow();
    try {
      int millis = Math.toIntExact(longest.plus(SILENCE).toMillis());
      connection.setNetworkTimeout(Runnable::run, millis);
    } catch (SQLFeatureNotSupportedException e) {
      log.trace("a driver has no network timeout", e);
    }
  }

  /** Lets no statement begin; returns whether one runs, to be cancelled. */
  boolean stop() {
    return running.stop();
  }

  /** Cancels the statement that runs; may block. */
  void cancel() {
    running.cancel();
  }
}
