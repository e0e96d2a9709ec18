package io.cashew.cli;

import com.google.gson.JsonObject;
import com.google.protobuf.ByteString;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Keys and values, which are bytes, where there is room for text only. */
final class Bytes {
  private Bytes() {}

  /** One line: what is not printable is escaped as in a string of C. */
  static String oneLine(ByteString bytes) {
    if (!bytes.isValidUtf8()) {
      return "base64:" + base64(bytes);
    }
    StringBuilder line = new StringBuilder();
    bytes
        .toStringUtf8()
        .codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '\n' -> line.append("\\n");
                case '\r' -> line.append("\\r");
                case '\t' -> line.append("\\t");
                default -> {
                  if (Character.isISOControl(c)) {
                    line.append("\\u%04x".formatted(c));
                  } else {
                    line.appendCodePoint(c);
                  }
                }
              }
            });
    return line.toString();
  }

  /** A line for each, with its end. */
  static <T> String lines(List<T> all, Function<T, String> line) {
    return all.stream().map(line).map("%s%n"::formatted).collect(Collectors.joining());
  }

  /** As {@code name} if it is text, else as {@code name_base64}. */
  static void add(JsonObject object, String name, ByteString bytes) {
    if (bytes.isValidUtf8()) {
      object.addProperty(name, bytes.toStringUtf8());
    } else {
      object.addProperty(name + "_base64", base64(bytes));
    }
  }

  private static String base64(ByteString bytes) {
    return Base64.getEncoder().encodeToString(bytes.toByteArray());
  }
}
