package io.cashew.group;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkNotNull;

/**
 * Where a group's values come from.
 *
 * @param connection name of a connection in the nodes' configuration, which keeps the secrets
 * @param query for JDBC: one statement, in which {@code :key} stands for the key; for a plug-in:
 *     what it is given with each load; else empty
 * @param path for HTTP: what follows the connection's URL, in which <code>{key}</code> stands for
 *     the key; for files: a folder in the connection's directory; else empty
 */
public record SourceSettings(String connection, String query, String path) {
  public SourceSettings {
    checkArgument(!connection.isBlank(), "connection: empty (expected: the name of a source)");
    checkNotNull(query, "query");
    checkNotNull(path, "path");
  }

  /** For a source that takes no path. */
  public SourceSettings(String connection, String query) {
    this(connection, query, "");
  }
}
