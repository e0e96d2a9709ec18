package io.cashew.node.source.jdbc;

import com.google.common.io.BaseEncoding;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import com.google.protobuf.ByteString;
import io.cashew.node.source.Loaded;
import io.cashew.node.source.jdbc.Columns.Column;
import io.cashew.operation.Operation;
import io.cashew.status.CashewException;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Makes a row into a value, as the package says. Immutable. */
final class RowReader {
  private static final int MOST_ZEROES = 1_000;
  private static final long MAX_TTL_MILLIS = Operation.MAX_TTL.toMillis();

  private final long maxValueBytes;
  private final CellReader cells;

  RowReader(long maxValueBytes) {
    this.maxValueBytes = maxValueBytes;
    this.cells = new CellReader(maxValueBytes);
  }

  /**
   * Reads the row that the result set stands on.
   *
   * @throws CashewException {@code VALUE_TOO_LARGE}
   */
  Loaded read(ResultSet row, Columns columns) throws SQLException {
    Optional<Duration> ttl = ttl(row, columns);
    Optional<ByteString> value =
        columns.value().size() == 1
            ? bytes(cells.read(row, columns.value().get(0)))
            : Optional.of(ByteString.copyFromUtf8(object(row, columns).toString()));
    if (value.isEmpty()) {
      return new Loaded.Absent(ttl);
    }
    if (value.get().size() > maxValueBytes) {
      throw tooLarge();
    }
    return new Loaded.Present(value.get(), ttl, version(row, columns));
  }

  /** The bytes of a column that is a key. Empty: it is NULL. */
  Optional<ByteString> key(ResultSet row, Column column) throws SQLException {
    return bytes(cells.read(row, column));
  }

  CashewException tooLarge() {
    return cells.tooLarge();
  }

  /** A negative one is over already: nothing is left. More than the most there is, is that. */
  private static Optional<Duration> ttl(ResultSet row, Columns columns) throws SQLException {
    OptionalLong millis = number(row, columns.ttlMillis());
    return millis.isPresent()
        ? Optional.of(Duration.ofMillis(Math.min(Math.max(millis.getAsLong(), 0), MAX_TTL_MILLIS)))
        : Optional.empty();
  }

  private static OptionalLong version(ResultSet row, Columns columns) throws SQLException {
    OptionalLong version = number(row, columns.version());
    if (version.orElse(0) < 0) {
      throw new SQLException(Columns.VERSION + " is negative: " + version.getAsLong());
    }
    return version;
  }

  private static OptionalLong number(ResultSet row, Optional<Column> column) throws SQLException {
    if (column.isEmpty()) {
      return OptionalLong.empty();
    }
    try {
      long number = row.getLong(column.get().index());
      return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(number);
    } catch (SQLException e) { // with a state that could be taken for one of the key's
      throw new SQLException(column.get().name() + " is no whole number", e);
    }
  }

  private static Optional<ByteString> bytes(@Nullable Object cell) {
    if (cell == null) {
      return Optional.empty();
    }
    return Optional.of(
        cell instanceof byte[] bytes
            ? ByteString.copyFrom(bytes)
            : ByteString.copyFromUtf8(text(cell)));
  }

  private JsonObject object(ResultSet row, Columns columns) throws SQLException {
    JsonObject object = new JsonObject();
    for (Column column : columns.value()) {
      object.add(column.name(), json(cells.read(row, column)));
    }
    return object;
  }

  private static JsonElement json(@Nullable Object cell) {
    if (cell == null) {
      return JsonNull.INSTANCE;
    }
    if (cell instanceof byte[] bytes) {
      return new JsonPrimitive(BaseEncoding.base64().encode(bytes));
    }
    if (cell instanceof Boolean bool) {
      return new JsonPrimitive(bool);
    }
    if (cell instanceof Number number && isFinite(number)) {
      return new JsonPrimitive(number);
    }
    return new JsonPrimitive(text(cell)); // JSON knows neither NaN nor infinity
  }

  private static boolean isFinite(Number number) {
    return !(number instanceof Double || number instanceof Float)
        || Double.isFinite(number.doubleValue());
  }

  private static String text(Object cell) {
    return cell instanceof BigDecimal decimal && Math.abs(decimal.scale()) <= MOST_ZEROES
        ? decimal.toPlainString()
        : cell.toString();
  }
}
