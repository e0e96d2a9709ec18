package io.cashew.node.source.jdbc;

import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The statement that a load runs at this moment, so that another thread can stop it. Thread-safe.
 *
 * <p>While a statement is being cancelled, the one who runs it cannot {@link #end} it and give its
 * connection back, so that nobody else's statement is hit.
 */
final class Running {
  private static final Logger log = LoggerFactory.getLogger(Running.class);

  private volatile @Nullable Statement statement;
  private volatile boolean stopped;

  /**
   * Notes what is about to run. {@link #end} must follow, whatever happens.
   *
   * @throws CancellationException if the load was stopped
   */
  void begin(Statement begun) {
    statement = begun; // first: either we see the stop, or the stop sees the statement
    if (stopped) {
      throw new CancellationException("nobody waits any more");
    }
  }

  /** Notes that nothing runs. */
  synchronized void end() {
    statement = null;
  }

  /** Lets nothing begin any more; returns whether there is something to {@link #cancel}. */
  boolean stop() {
    stopped = true;
    return statement != null;
  }

  /** Cancels what runs; may block as long as connecting does. */
  synchronized void cancel() {
    Statement running = statement;
    if (running == null) {
      return;
    }
    try {
      running.cancel();
    } catch (SQLException e) {
      log.debug("a statement could not be cancelled", e);
    }
  }
}
