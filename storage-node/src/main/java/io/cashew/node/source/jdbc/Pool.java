package io.cashew.node.source.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.cashew.lifecycle.Part;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Properties;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connections to one database. Thread-safe.
 *
 * <p>While the database is out of reach, one thread at a time finds out whether it is back, which
 * may take the connect timeout; the others are refused at once.
 */
final class Pool implements Part {
  private static final Logger log = LoggerFactory.getLogger(Pool.class);
  static final int VALID_WITHIN_SECONDS = 1;

  private final HikariDataSource connections;
  private final Semaphore probe = new Semaphore(1);
  private volatile boolean outOfReach;

  private Pool(HikariDataSource connections) {
    this.connections = connections;
  }

  /**
   * Makes a pool that connects when it is first asked to.
   *
   * @throws IllegalArgumentException if there is no driver for the URL
   */
  static Pool of(JdbcSettings settings, Drivers drivers) {
    Dialect dialect = Dialect.of(settings.url());
    Properties properties = dialect.properties(settings);
    if (!settings.user().isEmpty()) {
      properties.setProperty("user", settings.user());
      properties.setProperty("password", settings.password());
    }
    HikariConfig config = new HikariConfig();
    config.setPoolName("cashew-" + settings.name());
    config.setDataSource(
        new DriverConnections(drivers.forUrl(settings.url()), settings.url(), properties));
    dialect.sessionSql().ifPresent(config::setConnectionInitSql);
    config.setReadOnly(true);
    config.setMaximumPoolSize(settings.poolSize());
    config.setMinimumIdle(0);
    config.setConnectionTimeout(settings.connectTimeout().toMillis());
    config.setValidationTimeout(settings.connectTimeout().toMillis());
    config.setInitializationFailTimeout(-1); // a database that is down must not stop the node
    return new Pool(new HikariDataSource(config));
  }

  /** Lends a connection, to be closed after use; blocks for the connect timeout at most. */
  Connection connect() throws SQLException {
    if (!outOfReach) {
      return tryToConnect();
    }
    if (!probe.tryAcquire()) {
      throw new SQLTransientConnectionException("out of reach when last tried");
    }
    try {
      return tryToConnect();
    } finally {
      probe.release();
    }
  }

  /** Has a connection ready, if there can be one; blocks for the connect timeout at most. */
  void warmUp() {
    try (Connection first = connect()) {
      log.debug("connected to {}", first);
    } catch (SQLException e) {
      log.debug("cannot connect yet", e); // the first load will say so
    }
  }

  /**
   * Drops a connection on which a query failed, if it is broken. Not every driver's errors say so,
   * and a busy pool would lend a broken one again and again.
   */
  void dropIfBroken(Connection connection) {
    if (!isValid(connection)) {
      connections.evictConnection(connection);
    }
  }

  private static boolean isValid(Connection connection) {
    try {
      return connection.isValid(VALID_WITHIN_SECONDS);
    } catch (SQLException e) {
      return false;
    }
  }

  private Connection tryToConnect() throws SQLException {
    try {
      Connection connection = connections.getConnection();
      outOfReach = false;
      return connection;
    } catch (SQLException e) {
      outOfReach = true;
      throw e;
    }
  }

  @Override
  public void close() {
    connections.close();
  }
}
