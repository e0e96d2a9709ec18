package io.cashew.node.source.jdbc;

import io.cashew.node.source.FailureLog;
import io.cashew.status.CashewException;
import io.cashew.status.Reason;
import java.util.List;

/**
 * Tells those who asked why the database failed, and the log what they must not know. Thread-safe.
 */
final class JdbcFailures {
  private final String source;
  private final FailureLog log;

  JdbcFailures(String source, FailureLog log) {
    this.source = source;
    this.log = log;
  }

  /** Fails the questions, except those that are over: most likely the failure comes of that. */
  void explain(Throwable failure, List<Question> questions) {
    for (Question question : questions) {
      if (!question.isOver()) {
        explain(failure, question);
      }
    }
  }

  private void explain(Throwable failure, Question question) {
    if (failure instanceof CashewException known) {
      question.fail(known);
    } else if (Dialect.isTimeout(failure)) {
      question.failAsSlow();
    } else {
      question.fail(
          Reason.SOURCE_DOWN,
          "source \"%s\" failed (id %s in the node's log)".formatted(source, log.record(failure)));
    }
  }

  /** Logs what no question fails of. */
  void note(Throwable failure) {
    log.record(failure);
  }
}
