package io.cashew.node.source;

import com.google.protobuf.ByteString;
import java.util.stream.Stream;

/**
 * Keys that have meant something to somebody: none may be an error, or reach anything but itself.
 */
public final class HostileKeys {
  private HostileKeys() {}

  /** For parameterized tests. */
  public static Stream<ByteString> all() {
    return Stream.concat(
        Stream.of(
                "a b",
                "a/b",
                "/",
                "//evil.example/",
                "../x",
                "..",
                ".",
                "...",
                "a/../../etc/passwd",
                "%2F",
                "%2e%2e%2f",
                "%",
                "%%",
                "%zz",
                "%00",
                "?",
                "?a=b&c=d",
                "#",
                "#top",
                "&",
                "=",
                ";jsessionid=1",
                "@evil.example",
                ":80",
                "http://evil.example/",
                "{key}",
                "{",
                "}",
                "${env:HOME}",
                "a\r\nHost: evil.example\r\n\r\n",
                "\r",
                "\n",
                "\t",
                " ",
                "+",
                "\\",
                "..\\..\\x",
                "C:",
                "CON",
                "~root",
                "*",
                "|",
                "`id`",
                "$(id)",
                "'",
                "\"",
                "' OR '1'='1",
                "<script>",
                "ключ",
                "鍵",
                "\uD83D\uDD11",
                "x".repeat(1_024),
                "../".repeat(300))
            .map(ByteString::copyFromUtf8),
        Stream.of(
            ByteString.copyFrom(new byte[] {0, -1}),
            ByteString.copyFrom(new byte[] {0}),
            ByteString.copyFrom(new byte[] {-1, -2}),
            ByteString.copyFrom(new byte[] {(byte) 0xC0, (byte) 0xAF}),
            everyByte()));
  }

  private static ByteString everyByte() {
    byte[] bytes = new byte[256];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) i;
    }
    return ByteString.copyFrom(bytes);
  }

  /** Any bytes may be a key. */
  public static Stream<ByteString> bytes() {
    return Stream.of(
        ByteString.copyFrom(new byte[] {0, -1}),
        ByteString.copyFrom(new byte[] {0}),
        ByteString.copyFrom(new byte[] {(byte) 0xc3}), // half a letter in UTF-8
        ByteString.copyFromUtf8(" "),
        ByteString.copyFromUtf8("a b"),
        ByteString.copyFromUtf8("a/b"),
        ByteString.copyFromUtf8("../x"),
        ByteString.copyFromUtf8("\r\n"),
        ByteString.copyFromUtf8("ключ"),
        ByteString.copyFromUtf8("🥜"),
        ByteString.copyFromUtf8("x".repeat(1_024)),
        ByteString.copyFrom(new byte[1_024]));
  }

  /** Keys that read like SQL. None of them is a key of anything. */
  public static Stream<String> sql() {
    return Stream.of(
        "' OR 1=1 --",
        "' OR '1'='1",
        "' OR ''='",
        "1' OR '1'='1",
        "1 OR 1=1",
        "1; DROP TABLE items",
        "1) OR (1=1",
        "1 UNION SELECT 'x'",
        "1--",
        "1/*",
        "1#",
        "-1 OR 1=1",
        "\" OR \"\"=\"",
        "` OR ``=`",
        "'; DROP TABLE items; --",
        "x' UNION SELECT name FROM items --",
        "x' UNION ALL SELECT NULL, NULL, NULL #",
        "\\' OR 1=1 --",
        "\\",
        "\\\\' OR 1=1 --",
        "ada'/*",
        "ada' --",
        "ada'#",
        "ada'||'",
        "ada' AND SLEEP(5) --",
        "ada'; SELECT pg_sleep(5) --",
        "ada' AND 1=(SELECT COUNT(*) FROM items) --",
        "'+(SELECT 'ada')+'",
        "CHAR(97,100,97)",
        "$$ada$$",
        "$tag$ada$tag$",
        "E'ada'",
        "0x616461",
        "x'616461'",
        "%",
        "%a%",
        "_da",
        "ada;",
        "ada;--",
        "NULL",
        "null",
        "DEFAULT",
        "*",
        "${jndi:ldap://x}",
        "${7*7}",
        "{fn NOW()}",
        "{ts '2026-11-21 00:00:00'}",
        ":key",
        ":keys",
        "?",
        "??",
        "@@version",
        "\u0000",
        "ada\u0000",
        "ada\u0000' OR 1=1 --",
        "\u02bc OR 1=1",
        "\uff07 OR 1=1 --",
        "\u00bf' OR 1=1 --",
        "'".repeat(1_024),
        "(".repeat(1_024));
  }
}
