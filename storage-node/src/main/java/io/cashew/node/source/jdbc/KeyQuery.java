package io.cashew.node.source.jdbc;

import com.google.common.collect.ImmutableList;
import com.google.protobuf.ByteString;
import io.cashew.node.source.Loaded;
import io.cashew.status.CashewException;
import io.cashew.status.Reason;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/** A group's query for one key: how the key is bound and what the row says. Immutable. */
final class KeyQuery implements Query {
  private final QueryTemplate template;
  private final RowReader reader;
  private final Dialect dialect;

  KeyQuery(QueryTemplate template, RowReader reader, Dialect dialect) {
    this.template = template;
    this.reader = reader;
    this.dialect = dialect;
  }

  /** Whether the key can be bound at all: text is UTF-8. */
  boolean takes(ByteString key) {
    return !template.takesText() || key.isValidUtf8();
  }

  @Override
  public void answer(Connection connection, List<Question> questions, Running running)
      throws SQLException {
    for (Question question : questions) {
      if (!question.isOver()) {
        question.answer(ask(connection, question, running));
      }
    }
  }

  /**
   * Asks for one key; blocks.
   *
   * @throws CashewException if the value is too large, or the answer is no single row
   */
  Loaded ask(Connection connection, Question question, Running running) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(template.sql(1))) {
      statement.setMaxRows(2);
      statement.setQueryTimeout(wholeSeconds(question.timeout()));
      bind(statement, template, List.of(question.key()));
      running.begin(statement);
      return answerOf(statement);
    } catch (SQLException e) {
      if (Dialect.isKeyUnfit(e)) {
        return Loaded.Absent.ABSENT;
      }
      if (dialect.isTooLarge(e)) {
        throw reader.tooLarge();
      }
      throw e;
    } finally {
      running.end();
    }
  }

  private Loaded answerOf(PreparedStatement statement) throws SQLException {
    try (ResultSet rows = statement.executeQuery()) {
      if (!rows.next() || dialect.isKeyBent(statement.getWarnings())) {
        return Loaded.Absent.ABSENT;
      }
      Loaded loaded = reader.read(rows, Columns.of(rows.getMetaData()));
      if (rows.next()) {
        throw new CashewException(
            Reason.SOURCE_DOWN,
            "the query of the group finds several rows for a key (expected: one)");
      }
      return loaded;
    }
  }

  /** Binds the keys, one after another, to each parameter. */
  static void bind(PreparedStatement statement, QueryTemplate template, List<ByteString> keys)
      throws SQLException {
    ImmutableList<QueryTemplate.Parameter> parameters = template.parameters();
    int place = 1;
    for (QueryTemplate.Parameter parameter : parameters) {
      for (ByteString key : keys) {
        switch (parameter) {
          case TEXT -> statement.setString(place, key.toStringUtf8());
          case BYTES -> statement.setBytes(place, key.toByteArray());
        }
        place++;
      }
    }
  }

  static int wholeSeconds(Duration timeout) {
    return Math.toIntExact(timeout.plusNanos(999_999_999).toSeconds());
  }
}
