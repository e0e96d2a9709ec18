package io.cashew.node.source.jdbc;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.protobuf.ByteString;
import io.cashew.node.source.LoadRequest;
import io.cashew.node.source.Loaded;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.function.Consumer;

/** A group's query: how the key is bound and what the row says. Immutable. */
final class KeyQuery {
  /**
   * SQLSTATEs by which databases refuse a key that the query compares with a number, a date or
   * text: not a valid literal (18 in the standard, P02 in PostgreSQL), not valid characters.
   */
  private static final ImmutableSet<String> KEY_UNFIT = ImmutableSet.of("22018", "22P02", "22021");

  private final QueryTemplate template;
  private final RowReader reader;

  KeyQuery(QueryTemplate template, RowReader reader) {
    this.template = template;
    this.reader = reader;
  }

  /** Whether the key can be bound at all: text is UTF-8. */
  boolean takes(ByteString key) {
    return !template.takesText() || key.isValidUtf8();
  }

  /**
   * Asks the database; blocks.
   *
   * @param running is given the statement before it runs, so that another thread can cancel it
   */
  Loaded ask(Connection connection, LoadRequest request, Consumer<Statement> running)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(template.sql())) {
      statement.setMaxRows(1);
      statement.setQueryTimeout(wholeSeconds(request.timeout()));
      bind(statement, request.key());
      running.accept(statement);
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next() ? reader.read(rows) : Loaded.Absent.ABSENT;
      }
    } catch (SQLException e) {
      if (e.getSQLState() != null && KEY_UNFIT.contains(e.getSQLState())) {
        return Loaded.Absent.ABSENT;
      }
      throw e;
    }
  }

  private void bind(PreparedStatement statement, ByteString key) throws SQLException {
    ImmutableList<QueryTemplate.Parameter> parameters = template.parameters();
    for (int i = 0; i < parameters.size(); i++) {
      switch (parameters.get(i)) {
        case TEXT -> statement.setString(i + 1, key.toStringUtf8());
        case BYTES -> statement.setBytes(i + 1, key.toByteArray());
      }
    }
  }

  private static int wholeSeconds(Duration timeout) {
    return Math.toIntExact(timeout.plusNanos(999_999_999).toSeconds());
  }
}
