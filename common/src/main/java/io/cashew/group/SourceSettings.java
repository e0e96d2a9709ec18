package io.cashew.group;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkNotNull;

/**
 * Where a group's values come from.
 *
 * @param connection name of a connection in the nodes' configuration, which keeps the secrets
 * @param query for JDBC: one statement, in which {@code :key} stands for the key
 */
public record SourceSettings(String connection, String query) {
  public SourceSettings {
    checkArgument(!connection.isBlank(), "connection: empty (expected: the name of a source)");
    checkNotNull(query, "query");
  }
}
