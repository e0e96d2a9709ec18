package io.cashew.node.source.jdbc;

import com.google.protobuf.ByteString;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;

/** Against a file of H2. What only H2 can show is in {@link JdbcSourceTest}. */
final class H2Test extends DatabaseContract {
  @TempDir static Path directory;

  @Override
  String url() {
    return "jdbc:h2:file:" + directory.resolve("db");
  }

  @Override
  String bytesType() {
    return "VARBINARY(1100)";
  }

  @Override
  String text(int length) {
    return "CAST(REPEAT('x', " + length + ") AS CLOB)";
  }

  /** Lets sessions that are marked read-only write: this one fails of itself. */
  @Override
  String change() {
    return "INSERT INTO numbered VALUES (:key, 'x')";
  }

  @Override
  String endless() {
    return "SELECT COUNT(*) AS v FROM SYSTEM_RANGE(1, 1000000000000) r"
        + " WHERE MOD(r.x, 7) = 8 AND 'k' IN (:key, 'k')";
  }

  @Override
  String million() {
    return "SELECT 'x' FROM SYSTEM_RANGE(1, 100000000) WHERE :key = 'k'";
  }

  @Override
  Stream<Sample> samples() {
    return Stream.of(
        Sample.text("'x'", "x"),
        Sample.text("CAST('x' AS CLOB)", "x"),
        Sample.plain("CAST(7 AS TINYINT)", "7"),
        Sample.plain("7", "7"),
        Sample.plain("9007199254740993", "9007199254740993"),
        Sample.plain("1.50", "1.50"),
        Sample.plain("CAST(1 AS REAL)", "1.0"),
        Sample.plain("CAST(1e20 AS DOUBLE PRECISION)", "1.0E20"),
        Sample.text("CAST('NaN' AS DOUBLE PRECISION)", "NaN"),
        Sample.plain("TRUE", "true"),
        Sample.text("DATE '2026-11-21'", "2026-11-21"),
        Sample.text("TIME '10:20:00'", "10:20:00"),
        Sample.text("TIMESTAMP '2026-11-21 10:20:00'", "2026-11-21T10:20:00"),
        Sample.text("TIMESTAMP WITH TIME ZONE '2026-11-21 10:20:00+02:00'", "2026-11-21T08:20:00Z"),
        Sample.text(
            "CAST('8D7C3A5E-0000-4000-8000-00000000000f' AS UUID)",
            "8d7c3a5e-0000-4000-8000-00000000000f"),
        Sample.bytes("X'00ff10'", ByteString.copyFrom(new byte[] {0, -1, 16}), "AP8Q"));
  }
}
