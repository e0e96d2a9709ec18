package io.cashew.node.source.jdbc;

import com.google.protobuf.ByteString;
import io.cashew.node.source.Loaded;
import io.cashew.status.CashewException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A group's query for several keys. Answers each as the query for one key would. Immutable.
 *
 * <p>A row belongs to the key that its {@code cashew_key} spells byte for byte. Databases find more
 * than that: {@code ADA} for {@code ada}, 7 for {@code 007}, text for text with blanks behind. So a
 * key without a row is absent only if a statement finds nothing at all; until then what is left is
 * asked for again. A row that no key spells, or several of one key, leave no other way than to ask
 * for each key by itself, and so does an answer that is too large.
 */
final class BatchQuery implements Query {
  private static final int ROWS_AT_A_TIME = 16;

  private final QueryTemplate template;
  private final RowReader reader;
  private final Dialect dialect;
  private final KeyQuery single;
  private final JdbcFailures failures;

  BatchQuery(
      QueryTemplate template,
      RowReader reader,
      Dialect dialect,
      KeyQuery single,
      JdbcFailures failures) {
    this.template = template;
    this.reader = reader;
    this.dialect = dialect;
    this.single = single;
    this.failures = failures;
  }

  /** Whether the key can be bound at all: text is UTF-8. */
  boolean takes(ByteString key) {
    return single.takes(key) && (!template.takesText() || key.isValidUtf8());
  }

  @Override
  public void answer(Connection connection, List<Question> questions, Running running)
      throws SQLException {
    List<Question> open = open(questions);
    while (open.size() > 1) {
      Optional<Map<ByteString, Loaded>> found = ask(connection, open, running);
      if (found.isEmpty()) {
        return;
      }
      if (found.get().isEmpty()) {
        open.forEach(question -> question.answer(Loaded.Absent.ABSENT));
        return;
      }
      for (Question question : open) {
        Loaded loaded = found.get().get(question.key());
        if (loaded != null) {
          question.answer(loaded);
        }
      }
      open = open(open);
    }
  }

  private static List<Question> open(List<Question> questions) {
    return questions.stream().filter(question -> !question.isOver()).toList();
  }

  /** What the statement finds by key; empty if that cannot be said of each key by itself. */
  private Optional<Map<ByteString, Loaded>> ask(
      Connection connection, List<Question> questions, Running running) throws SQLException {
    List<ByteString> keys = padded(questions.stream().map(Question::key).toList());
    try (PreparedStatement statement = connection.prepareStatement(template.sql(keys.size()))) {
      int maxRows = questions.size() + 1; // one more tells of ambiguity
      statement.setMaxRows(maxRows);
      statement.setFetchSize(Math.min(maxRows, ROWS_AT_A_TIME));
      statement.setQueryTimeout(KeyQuery.wholeSeconds(longest(questions)));
      KeyQuery.bind(statement, template, keys);
      running.begin(statement);
      Found found = new Found(questions);
      try (ResultSet rows = statement.executeQuery()) {
        Columns columns = Columns.of(rows.getMetaData());
        while (rows.next() && !found.isTooMuch()) {
          found.add(rows, columns);
        }
      }
      return dialect.isKeyBent(statement.getWarnings()) ? Optional.empty() : found.byKey();
    } catch (SQLException e) {
      if (!Dialect.isKeyUnfit(e) && !dialect.isTooLarge(e)) {
        if (Dialect.isTimeout(e) || !connection.isValid(Pool.VALID_WITHIN_SECONDS)) {
          throw e;
        }
        failures.note(e); // single queries answer, but somebody should mend this one
      }
      return Optional.empty();
    } catch (CashewException e) {
      return Optional.empty(); // a value is too large: of which key, single queries find out
    } finally {
      running.end();
    }
  }

  /** The last key repeated, up to a power of two: databases keep the plans of few statements. */
  private static List<ByteString> padded(List<ByteString> keys) {
    List<ByteString> padded = new ArrayList<>(keys);
    int size = Integer.highestOneBit(keys.size() * 2 - 1);
    while (padded.size() < size) {
      padded.add(keys.get(keys.size() - 1));
    }
    return padded;
  }

  private static Duration longest(List<Question> questions) {
    return questions.stream()
        .map(Question::timeout)
        .max(Comparator.naturalOrder())
        .orElse(Duration.ZERO);
  }

  /** Rows as they come, and whether each belongs to one key. For one answer. */
  private final class Found {
    private final Set<ByteString> asked = new HashSet<>();
    private final Map<ByteString, Loaded> loaded = new HashMap<>();
    private boolean ambiguous;
    private long bytes;

    Found(List<Question> questions) {
      questions.forEach(question -> asked.add(question.key()));
    }

    void add(ResultSet row, Columns columns) throws SQLException {
      if (columns.key().isEmpty()) {
        throw new SQLException(
            "the batch query has no column " + Columns.KEY + ": whose is which row?");
      }
      Optional<ByteString> key = reader.key(row, columns.key().get());
      Loaded value = reader.read(row, columns);
      if (value instanceof Loaded.Present present) {
        bytes += present.value().size();
      }
      ambiguous |=
          key.isEmpty()
              || !asked.contains(key.get())
              || loaded.put(key.get(), value) != null
              || isTooMuch();
    }

    /** Not every driver can be told a limit. */
    boolean isTooMuch() {
      return bytes > Dialect.MAX_ANSWER_BYTES;
    }

    Optional<Map<ByteString, Loaded>> byKey() {
      return ambiguous ? Optional.empty() : Optional.of(loaded);
    }
  }
}
