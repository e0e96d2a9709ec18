package io.cashew.node;

import com.google.common.collect.ImmutableMap;
import io.cashew.config.ConnectionSettings;
import io.cashew.config.FileSection;
import io.cashew.config.GrpcSection;
import io.cashew.config.HttpSection;
import io.cashew.config.JdbcSection;
import io.cashew.config.PluginSection;
import io.cashew.lifecycle.Parts;
import io.cashew.lifecycle.StartException;
import io.cashew.node.source.SourceConnection;
import io.cashew.node.source.Sources;
import io.cashew.node.source.file.FileConnection;
import io.cashew.node.source.grpc.GrpcConnection;
import io.cashew.node.source.http.HttpConnection;
import io.cashew.node.source.jdbc.Drivers;
import io.cashew.node.source.jdbc.JdbcConnection;
import io.cashew.node.source.jdbc.JdbcSettings;
import io.cashew.node.source.plugin.PluginConnection;
import io.cashew.time.Ticker;
import io.cashew.time.Timers;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Opens what the configuration lists under {@code sources}: the one place that knows all types. */
final class Connections {
  private final Optional<Path> folder;
  private final Timers timers;
  private final Ticker ticker;

  /** {@code folder}: has jars of JDBC drivers that do not come along. */
  Connections(Optional<Path> folder, Timers timers, Ticker ticker) {
    this.folder = folder;
    this.timers = timers;
    this.ticker = ticker;
  }

  /**
   * Opens them all and adds each to the parts of the node.
   *
   * @throws StartException if one cannot be, such as a database without a driver
   */
  Sources open(List<ConnectionSettings> connections, Parts parts) {
    Drivers known = parts.add(drivers());
    ImmutableMap.Builder<String, SourceConnection> byName = ImmutableMap.builder();
    for (ConnectionSettings connection : connections) {
      byName.put(connection.name(), parts.add(open(connection, known)));
    }
    return new Sources(byName.buildOrThrow());
  }

  private Drivers drivers() {
    try {
      return Drivers.of(folder);
    } catch (IllegalArgumentException e) {
      throw new StartException(String.valueOf(e.getMessage()), e);
    }
  }

  private SourceConnection open(ConnectionSettings connection, Drivers drivers) {
    try {
      return switch (connection.type()) {
        case JDBC -> JdbcConnection.open(jdbc((JdbcSection) connection), drivers, timers, ticker);
        case HTTP -> HttpConnection.open((HttpSection) connection, timers, ticker);
        case GRPC -> GrpcConnection.open((GrpcSection) connection, timers, ticker);
        case PLUGIN -> PluginConnection.open((PluginSection) connection, timers, ticker);
        case FILE -> FileConnection.open((FileSection) connection, timers, ticker);
      };
    } catch (IllegalArgumentException e) {
      throw new StartException("source \"%s\": %s".formatted(connection.name(), e.getMessage()), e);
    }
  }

  private static JdbcSettings jdbc(JdbcSection section) {
    return new JdbcSettings(
        section.name(),
        section.url(),
        section.user(),
        section.password(),
        section.poolSize(),
        JdbcSettings.DEFAULT_CONNECT_TIMEOUT,
        JdbcSettings.DEFAULT_QUEUE_LENGTH);
  }
}
