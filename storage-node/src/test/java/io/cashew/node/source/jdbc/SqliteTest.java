package io.cashew.node.source.jdbc;

import com.google.protobuf.ByteString;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;

/** Against a file of SQLite. */
final class SqliteTest extends DatabaseContract {
  @TempDir static Path directory;

  @Override
  String url() {
    return "jdbc:sqlite:" + directory.resolve("db") + "?synchronous=OFF";
  }

  @Override
  String bytesType() {
    return "BLOB";
  }

  @Override
  String text(int length) {
    return "printf('%.*c', " + length + ", 'x')";
  }

  @Override
  String change() {
    return "INSERT INTO numbered VALUES (:key, 'x') RETURNING name";
  }

  @Override
  String endless() {
    return "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n)"
        + " SELECT COUNT(*) AS v FROM n WHERE 'k' IN (:key, 'k')";
  }

  @Override
  String million() {
    return "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n LIMIT 100000000)"
        + " SELECT x FROM n WHERE :key = 'k'";
  }

  @Override
  Stream<Sample> samples() {
    return Stream.of(
        Sample.text("'x'", "x"),
        Sample.text("'ключ🥜'", "ключ🥜"),
        Sample.plain("7", "7"),
        Sample.plain("9007199254740993", "9007199254740993"),
        Sample.plain("1.5", "1.5"),
        Sample.plain("1e20", "1.0E20"),
        Sample.plain("0.1", "0.1"),
        Sample.plain("TRUE", "1"),
        Sample.text("date('2026-11-21')", "2026-11-21"),
        Sample.bytes("x'00ff10'", ByteString.copyFrom(new byte[] {0, -1, 16}), "AP8Q"));
  }
}
