package io.cashew.node.source.jdbc;

import com.google.protobuf.ByteString;
import java.util.stream.Stream;

/** Against a MariaDB. */
final class MariaDbTest extends DatabaseContract {
  @Override
  String url() {
    return Databases.mariaDb().url();
  }

  @Override
  String bytesType() {
    return "VARBINARY(1100)";
  }

  @Override
  String cast(String text) {
    return text;
  }

  @Override
  String text(int length) {
    return "REPEAT('x', " + length + ")";
  }

  @Override
  String change() {
    return "INSERT INTO numbered VALUES (:key, 'x') RETURNING name";
  }

  @Override
  String endless() {
    return "SELECT SLEEP(600) AS v FROM named WHERE 'k' IN (:key, 'k')";
  }

  @Override
  String million() {
    return "SELECT 'x' FROM seq_1_to_100000000 WHERE :key = 'k'";
  }

  @Override
  Stream<Sample> samples() {
    return Stream.of(
        Sample.text("'x'", "x"),
        Sample.text("'ключ🥜'", "ключ🥜"),
        Sample.plain("7", "7"),
        Sample.plain("9007199254740993", "9007199254740993"),
        Sample.plain("CAST(18446744073709551615 AS UNSIGNED)", "18446744073709551615"),
        Sample.plain("CAST(1.50 AS DECIMAL(5,2))", "1.50"),
        Sample.plain("CAST(1 AS DOUBLE)", "1.0"),
        Sample.plain("1e20", "1.0E20"),
        Sample.plain("TRUE", "1"),
        Sample.text("CAST('2026-11-21' AS DATE)", "2026-11-21"),
        Sample.text("CAST('10:20:30' AS TIME)", "10:20:30"),
        Sample.text("CAST('-123:20:30' AS TIME)", "-123:20:30"),
        Sample.text("CAST('2026-11-21 10:20' AS DATETIME)", "2026-11-21T10:20:00"),
        Sample.text(
            "CAST('2026-11-21 10:20:30.123456' AS DATETIME(6))", "2026-11-21T10:20:30.123456"),
        Sample.text("CAST('x' AS CHAR(3))", "x"),
        Sample.text(
            "CAST('8d7c3a5e-0000-4000-8000-00000000000f' AS UUID)",
            "8d7c3a5e-0000-4000-8000-00000000000f"),
        new Sample(
            "JSON_OBJECT('a', 1)", ByteString.copyFromUtf8("{\"a\": 1}"), "\"{\\\"a\\\": 1}\""),
        Sample.bytes("x'00ff10'", ByteString.copyFrom(new byte[] {0, -1, 16}), "AP8Q"));
  }
}
