package io.cashew.node.source.jdbc;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableList;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the columns of an answer are for, by their names: the key of the row, the time to live, the
 * version, and all others the value.
 */
record Columns(
    Optional<Column> key,
    Optional<Column> ttlMillis,
    Optional<Column> version,
    ImmutableList<Column> value) {
  static final String KEY = "cashew_key";
  static final String TTL_MILLIS = "cashew_ttl_ms";
  static final String VERSION = "cashew_version";

  /**
   * A column.
   *
   * @param index from 1
   * @param type one of {@link java.sql.Types}
   * @param typeName the database's own word
   */
  record Column(int index, String name, int type, String typeName) {}

  /**
   * Sorts the columns. Capitals make no difference in the special names.
   *
   * @throws SQLException if no column is left for the value, or two are called the same
   */
  static Columns of(ResultSetMetaData metaData) throws SQLException {
    Optional<Column> key = Optional.empty();
    Optional<Column> ttlMillis = Optional.empty();
    Optional<Column> version = Optional.empty();
    List<Column> value = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (int index = 1; index <= metaData.getColumnCount(); index++) {
      Column column =
          new Column(
              index,
              metaData.getColumnLabel(index),
              metaData.getColumnType(index),
              metaData.getColumnTypeName(index));
      if (!names.add(column.name())) {
        throw new SQLException(
            "two columns are called " + column.name() + ": tell them apart with AS");
      }
      switch (Ascii.toLowerCase(column.name())) {
        case KEY -> key = Optional.of(column);
        case TTL_MILLIS -> ttlMillis = Optional.of(column);
        case VERSION -> version = Optional.of(column);
        default -> value.add(column);
      }
    }
    if (value.isEmpty()) {
      throw new SQLException("the query has no column for the value");
    }
    return new Columns(key, ttlMillis, version, ImmutableList.copyOf(value));
  }
}
