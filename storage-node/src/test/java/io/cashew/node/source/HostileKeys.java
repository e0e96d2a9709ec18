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
}
