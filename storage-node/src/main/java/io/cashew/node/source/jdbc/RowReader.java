package io.cashew.node.source.jdbc;

import com.google.common.io.BaseEncoding;
import com.google.common.io.ByteStreams;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import com.google.protobuf.ByteString;
import io.cashew.node.source.Loaded;
import io.cashew.status.CashewException;
import io.cashew.status.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Optional;

/** Makes a row into a value, as the package says. Immutable. */
final class RowReader {
  private static final int CHUNK = 4096;

  private final long maxValueBytes;

  RowReader(long maxValueBytes) {
    this.maxValueBytes = maxValueBytes;
  }

  /**
   * Reads the row that the result set stands on.
   *
   * @throws CashewException {@code VALUE_TOO_LARGE}
   */
  Loaded read(ResultSet row) throws SQLException {
    ResultSetMetaData columns = row.getMetaData();
    Optional<ByteString> value =
        columns.getColumnCount() == 1
            ? single(row, columns.getColumnType(1))
            : Optional.of(ByteString.copyFromUtf8(object(row, columns).toString()));
    if (value.isEmpty()) {
      return Loaded.Absent.ABSENT;
    }
    checkSize(value.get().size());
    return Loaded.Present.of(value.get());
  }

  private Optional<ByteString> single(ResultSet row, int type) throws SQLException {
    return isBinary(type)
        ? bytes(row, 1, type).map(ByteString::copyFrom)
        : text(row, 1, type).map(ByteString::copyFromUtf8);
  }

  private JsonObject object(ResultSet row, ResultSetMetaData columns) throws SQLException {
    JsonObject object = new JsonObject();
    for (int column = 1; column <= columns.getColumnCount(); column++) {
      String name = columns.getColumnLabel(column);
      if (object.has(name)) {
        throw new SQLException("two columns are called " + name + ": tell them apart with AS");
      }
      object.add(name, member(row, column, columns.getColumnType(column)));
    }
    return object;
  }

  private JsonElement member(ResultSet row, int column, int type) throws SQLException {
    if (isBinary(type)) {
      return json(bytes(row, column, type).map(BaseEncoding.base64()::encode));
    }
    if (isNumberOrBoolean(type)) {
      Object scalar = row.getObject(column);
      if (scalar instanceof Boolean bool) {
        return new JsonPrimitive(bool);
      }
      if (scalar instanceof Number number && Double.isFinite(number.doubleValue())) {
        return new JsonPrimitive(number);
      }
    }
    return json(text(row, column, type));
  }

  private static JsonElement json(Optional<String> text) {
    return text.isPresent() ? new JsonPrimitive(text.get()) : JsonNull.INSTANCE;
  }

  private Optional<byte[]> bytes(ResultSet row, int column, int type) throws SQLException {
    if (type != Types.BLOB) {
      return Optional.ofNullable(row.getBytes(column));
    }
    try (InputStream stream = row.getBinaryStream(column)) {
      if (stream == null) {
        return Optional.empty();
      }
      byte[] bytes = ByteStreams.limit(stream, maxValueBytes + 1).readAllBytes();
      checkSize(bytes.length);
      return Optional.of(bytes);
    } catch (IOException e) {
      throw new SQLException("a large object could not be read", e);
    }
  }

  private Optional<String> text(ResultSet row, int column, int type) throws SQLException {
    if (type != Types.CLOB && type != Types.NCLOB) {
      return Optional.ofNullable(row.getString(column));
    }
    try (Reader reader = row.getCharacterStream(column)) {
      if (reader == null) {
        return Optional.empty();
      }
      StringBuilder text = new StringBuilder();
      char[] chunk = new char[CHUNK];
      for (int length = reader.read(chunk); length >= 0; length = reader.read(chunk)) {
        text.append(chunk, 0, length);
        checkSize(text.length()); // there are at least as many bytes
      }
      return Optional.of(text.toString());
    } catch (IOException e) {
      throw new SQLException("a large object could not be read", e);
    }
  }

  private void checkSize(int size) {
    if (size > maxValueBytes) {
      throw new CashewException(
          Reason.VALUE_TOO_LARGE,
          "the source's value has more than the %,d bytes that the group allows (max-value)"
              .formatted(maxValueBytes));
    }
  }

  private static boolean isBinary(int type) {
    return switch (type) {
      case Types.BINARY, Types.VARBINARY, Types.LONGVARBINARY, Types.BLOB -> true;
      default -> false;
    };
  }

  private static boolean isNumberOrBoolean(int type) {
    return switch (type) {
      case Types.BOOLEAN,
          Types.BIT,
          Types.TINYINT,
          Types.SMALLINT,
          Types.INTEGER,
          Types.BIGINT,
          Types.REAL,
          Types.FLOAT,
          Types.DOUBLE,
          Types.NUMERIC,
          Types.DECIMAL ->
          true;
      default -> false;
    };
  }
}
