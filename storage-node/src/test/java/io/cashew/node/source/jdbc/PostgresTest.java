package io.cashew.node.source.jdbc;

import com.google.protobuf.ByteString;
import java.util.stream.Stream;

/** Against a PostgreSQL. */
final class PostgresTest extends DatabaseContract {
  @Override
  String url() {
    return Databases.postgres().url();
  }

  @Override
  String bytesType() {
    return "BYTEA";
  }

  @Override
  String text(int length) {
    return "repeat('x', " + length + ")";
  }

  @Override
  String change() {
    return "INSERT INTO numbered VALUES (:key, 'x') RETURNING name";
  }

  @Override
  String endless() {
    return "SELECT pg_sleep(600)::text AS v WHERE 'k' IN (:key, 'k')";
  }

  @Override
  String million() {
    return "SELECT 'x' FROM generate_series(1, 1000000) WHERE :key = 'k'";
  }

  @Override
  Stream<Sample> samples() {
    return Stream.of(
        Sample.text("'x'::text", "x"),
        Sample.text("'x'::varchar(3)", "x"),
        Sample.text("'x'::char(3)", "x  "),
        Sample.text("'ключ'", "ключ"),
        Sample.plain("7::smallint", "7"),
        Sample.plain("7", "7"),
        Sample.plain("9007199254740993", "9007199254740993"),
        Sample.plain("1.50::numeric", "1.50"),
        Sample.plain("1000::numeric", "1000"),
        new Sample("0.000000001::numeric", ByteString.copyFromUtf8("0.000000001"), "1E-9"),
        Sample.text("'NaN'::numeric", "NaN"),
        Sample.plain("1::real", "1.0"),
        Sample.plain("0.1::real", "0.1"),
        Sample.plain("1::float8", "1.0"),
        Sample.plain("1e20::float8", "1.0E20"),
        Sample.text("'NaN'::float8", "NaN"),
        Sample.text("'-Infinity'::float8", "-Infinity"),
        Sample.plain("true", "true"),
        Sample.plain("false", "false"),
        Sample.text("'101'::bit(3)", "101"),
        Sample.text("'1'::bit(1)", "1"),
        Sample.text("'2026-11-21'::date", "2026-11-21"),
        Sample.text("'infinity'::date", "infinity"),
        Sample.text("'10:20'::time", "10:20:00"),
        Sample.text("'2026-11-21 10:20'::timestamp", "2026-11-21T10:20:00"),
        Sample.text("'2026-11-21 10:20:30.123456'::timestamp", "2026-11-21T10:20:30.123456"),
        Sample.text("'infinity'::timestamp", "infinity"),
        Sample.text("'2026-11-21 10:20+02'::timestamptz", "2026-11-21T08:20:00Z"),
        Sample.text(
            "'8D7C3A5E-0000-4000-8000-00000000000f'::uuid", "8d7c3a5e-0000-4000-8000-00000000000f"),
        Sample.text("'1 day'::interval", "1 day"),
        Sample.text("ARRAY[1,2]", "{1,2}"),
        Sample.text("'127.0.0.1'::inet", "127.0.0.1"),
        new Sample(
            "'{\"a\": 1}'::jsonb", ByteString.copyFromUtf8("{\"a\": 1}"), "\"{\\\"a\\\": 1}\""),
        Sample.bytes("'\\x00ff10'::bytea", ByteString.copyFrom(new byte[] {0, -1, 16}), "AP8Q"));
  }
}
