package io.cashew.http;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;

/** Percent-escapes of paths and queries, and the bytes they stand for, of whatever kind. */
final class Escapes {
  private static final int RADIX = 16;

  private Escapes() {}

  /** Of a part of a path. Throws {@link IllegalArgumentException} if an escape is none. */
  static ByteString ofPath(String escaped) {
    return bytes(escaped, '+');
  }

  /** Of a value in a query, where a plus stands for a space. Throws as {@link #ofPath}. */
  static ByteString ofQuery(String escaped) {
    return bytes(escaped, ' ');
  }

  /** What bytes mean as text. Throws {@link IllegalArgumentException} if they are none. */
  static String text(ByteString bytes) {
    if (!bytes.isValidUtf8()) {
      throw new IllegalArgumentException("what is escaped is no text (expected: UTF-8)");
    }
    return bytes.toStringUtf8();
  }

  private static ByteString bytes(String escaped, char plus) {
    byte[] bytes = new byte[escaped.length()];
    int count = 0;
    for (int i = 0; i < escaped.length(); i++) {
      char c = escaped.charAt(i);
      if (c == '%') {
        bytes[count++] = (byte) (digit(escaped, i + 1) * RADIX + digit(escaped, i + 2));
        i += 2;
      } else if (c >= 0x80) {
        throw new IllegalArgumentException("a character that is not ASCII (expected: %-escapes)");
      } else {
        bytes[count++] = (byte) (c == '+' ? plus : c);
      }
    }
    return UnsafeByteOperations.unsafeWrap(bytes).substring(0, count);
  }

  private static int digit(String escaped, int at) {
    int digit = at < escaped.length() ? Character.digit(escaped.charAt(at), RADIX) : -1;
    if (digit < 0 || escaped.charAt(at) >= 0x80) {
      throw new IllegalArgumentException(
          "a percent sign without two hex digits behind it (expected: %25 for itself)");
    }
    return digit;
  }
}
