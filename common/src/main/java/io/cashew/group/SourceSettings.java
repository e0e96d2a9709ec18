package io.cashew.group;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkNotNull;

/**
 * Where a group's values come from.
 *
 * @param connection name of a connection in the nodes' configuration, which keeps the secrets
 * @param query for JDBC: one statement, in which {@code :key} stands for the key; for a plug-in:
 *     what it is given with each load; else empty
 * @param batchQuery for JDBC: one statement for several keys, for which {@code :keys} stands; else
 *     empty, or if keys are asked for one by one
 * @param batchSize how many keys a batch query asks for at once, 1 to 1,000
 * @param path for HTTP: what follows the connection's URL, in which <code>{key}</code> stands for
 *     the key; for files: a folder in the connection's directory; else empty
 */
public record SourceSettings(
    String connection, String query, String batchQuery, int batchSize, String path) {
  public static final int DEFAULT_BATCH_SIZE = 100;
  public static final int MAX_BATCH_SIZE = 1_000;

  public SourceSettings {
    checkArgument(!connection.isBlank(), "connection: empty (expected: the name of a source)");
    checkNotNull(query, "query");
    checkNotNull(batchQuery, "batchQuery");
    checkArgument(
        batchSize >= 1 && batchSize <= MAX_BATCH_SIZE,
        "batch-size: %s (expected: 1 to %s)",
        batchSize,
        MAX_BATCH_SIZE);
    checkNotNull(path, "path");
  }

  /** For a source that is asked for one key at a time, by a query. */
  public SourceSettings(String connection, String query) {
    this(connection, query, "");
  }

  /** For a source that is asked for one key at a time. */
  public SourceSettings(String connection, String query, String path) {
    this(connection, query, "", DEFAULT_BATCH_SIZE, path);
  }

  /** For a database that is asked for several keys at once. */
  public SourceSettings(String connection, String query, String batchQuery, int batchSize) {
    this(connection, query, batchQuery, batchSize, "");
  }
}
