package io.cashew.node.source.jdbc;

import com.google.common.io.ByteStreams;
import io.cashew.node.source.jdbc.Columns.Column;
import io.cashew.status.CashewException;
import io.cashew.status.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/**
 * Reads one column of a row as what it is: null, bytes, a Boolean, a Number, or text. The same
 * column always reads the same, whether the driver got it as text or in binary. Immutable.
 */
final class CellReader {
  private static final int CHUNK = 4096;
  private static final int LAST_YEAR = 9999;

  /** Bytes, if one asked H2. */
  private static final String UUID = "uuid";

  /** PostgreSQL's, which its driver gives the type of booleans. */
  private static final String BIT_STRING = "bit";

  private final long maxBytes;

  /**
   * @param maxBytes of a cell
   */
  CellReader(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /**
   * Reads a column of the row that the result set stands on.
   *
   * @throws CashewException {@code VALUE_TOO_LARGE}
   */
  @Nullable Object read(ResultSet row, Column column) throws SQLException {
    if (column.typeName().equalsIgnoreCase(UUID)) {
      return row.getString(column.index());
    }
    return switch (column.type()) {
      case Types.BINARY, Types.VARBINARY, Types.LONGVARBINARY -> row.getBytes(column.index());
      case Types.BLOB -> largeBytes(row, column);
      case Types.CLOB, Types.NCLOB -> largeText(row, column);
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
          scalar(row, column);
      case Types.DATE, Types.TIMESTAMP, Types.TIMESTAMP_WITH_TIMEZONE -> time(row, column);
      default -> row.getString(column.index());
    };
  }

  /** What says of itself that it is a number or a boolean may still be text: SQLite, NaN. */
  private static @Nullable Object scalar(ResultSet row, Column column) throws SQLException {
    if (column.typeName().equals(BIT_STRING)) {
      return row.getString(column.index());
    }
    Object object = row.getObject(column.index());
    return object instanceof Boolean || object instanceof Number || object == null
        ? object
        : row.getString(column.index());
  }

  private static @Nullable String time(ResultSet row, Column column) throws SQLException {
    Object object = row.getObject(column.index());
    if (object instanceof java.sql.Date || object instanceof LocalDate) {
      LocalDate date = row.getObject(column.index(), LocalDate.class);
      if (date != null && isCommon(date.getYear())) {
        return date.toString();
      }
    } else if (object instanceof OffsetDateTime || column.typeName().equals("timestamptz")) {
      OffsetDateTime time = row.getObject(column.index(), OffsetDateTime.class);
      if (time != null && isCommon(time.getYear())) {
        return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(
            time.withOffsetSameInstant(ZoneOffset.UTC));
      }
    } else if (object instanceof java.sql.Timestamp || object instanceof LocalDateTime) {
      LocalDateTime time = row.getObject(column.index(), LocalDateTime.class);
      if (time != null && isCommon(time.getYear())) {
        return DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(time);
      }
    }
    return row.getString(column.index()); // infinity, years before Christ, text in SQLite
  }

  private static boolean isCommon(int year) {
    return year >= 0 && year <= LAST_YEAR;
  }

  private byte @Nullable [] largeBytes(ResultSet row, Column column) throws SQLException {
    try (InputStream stream = row.getBinaryStream(column.index())) {
      if (stream == null) {
        return null;
      }
      byte[] bytes = ByteStreams.limit(stream, maxBytes + 1).readAllBytes();
      checkSize(bytes.length);
      return bytes;
    } catch (IOException e) {
      throw new SQLException("a large object could not be read", e);
    }
  }

  private @Nullable String largeText(ResultSet row, Column column) throws SQLException {
    try (Reader reader = row.getCharacterStream(column.index())) {
      if (reader == null) {
        return null;
      }
      StringBuilder text = new StringBuilder();
      char[] chunk = new char[CHUNK];
      for (int length = reader.read(chunk); length >= 0; length = reader.read(chunk)) {
        text.append(chunk, 0, length);
        checkSize(text.length()); // there are at least as many bytes
      }
      return text.toString();
    } catch (IOException e) {
      throw new SQLException("a large object could not be read", e);
    }
  }

  private void checkSize(int size) {
    if (size > maxBytes) {
      throw tooLarge();
    }
  }

  CashewException tooLarge() {
    return new CashewException(
        Reason.VALUE_TOO_LARGE,
        "the source's value has more than the %,d bytes that the group allows (max-value)"
            .formatted(maxBytes));
  }
}
