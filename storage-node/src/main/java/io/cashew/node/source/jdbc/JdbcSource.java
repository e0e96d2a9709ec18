package io.cashew.node.source.jdbc;

import io.cashew.node.source.DataSource;
import io.cashew.node.source.LoadRequest;
import io.cashew.node.source.Loaded;
import java.util.concurrent.CompletableFuture;

/** One group's query, asked over a connection that groups share. */
final class JdbcSource implements DataSource {
  private final JdbcConnection connection;
  private final KeyQuery query;

  JdbcSource(JdbcConnection connection, KeyQuery query) {
    this.connection = connection;
    this.query = query;
  }

  @Override
  public CompletableFuture<Loaded> load(LoadRequest request) {
    return query.takes(request.key())
        ? connection.load(query, request)
        : CompletableFuture.completedFuture(Loaded.Absent.ABSENT);
  }

  @Override
  public void close() {} // the group alone holds nothing
}
