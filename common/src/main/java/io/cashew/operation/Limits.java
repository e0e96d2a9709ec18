package io.cashew.operation;

import com.google.protobuf.ByteString;
import io.cashew.status.CashewException;
import io.cashew.status.Reason;

/** What a request may look like. The checks throw with a reason that says the way out. */
public final class Limits {
  /** Bytes a key may have. */
  public static final int KEY_BYTES = 1024;

  /** Bytes a value may have at all; a group may allow less. */
  public static final int VALUE_BYTES = 1 << 20;

  /** Keys a batch may have. */
  public static final int BATCH_KEYS = 1000;

  /** Bytes of keys and values a batch may have. */
  public static final int BATCH_BYTES = 8 << 20;

  /** Bytes a message between processes may have: a batch and what surrounds it. */
  public static final int MESSAGE_BYTES = 12 << 20;

  /** Characters a group's name may have. */
  public static final int GROUP_CHARACTERS = 64;

  /** Milliseconds a request may take that names no deadline. */
  public static final int DEFAULT_DEADLINE_MILLIS = 1_000;

  /** Milliseconds a request may take. */
  public static final int MAX_DEADLINE_MILLIS = 30_000;

  private static final long MAX_TTL_MILLIS = Operation.MAX_TTL.toMillis();

  private Limits() {}

  /** Throws {@link Reason#GROUP_NAME} unless the name is 1 to 64 of {@code [a-z0-9._-]}. */
  public static void checkGroup(String group) {
    if (!isGroupName(group)) {
      throw new CashewException(
          Reason.GROUP_NAME,
          "group name \"%s\" (expected: 1 to %d characters of a-z, 0-9, '.', '_', '-')"
              .formatted(abbreviated(group), GROUP_CHARACTERS));
    }
  }

  /** Throws {@link Reason#KEY_EMPTY} or {@link Reason#KEY_TOO_LONG}. */
  public static void checkKey(ByteString key) {
    if (key.isEmpty()) {
      throw new CashewException(Reason.KEY_EMPTY, "the key is empty: a key has 1 to 1,024 bytes");
    }
    if (key.size() > KEY_BYTES) {
      throw new CashewException(
          Reason.KEY_TOO_LONG,
          "the key has %,d bytes: 1,024 at most; hash what is longer".formatted(key.size()));
    }
  }

  /** Throws {@link Reason#VALUE_TOO_LARGE} above {@link #VALUE_BYTES}. */
  static void checkValue(ByteString value) {
    if (value.size() > VALUE_BYTES) {
      throw new CashewException(
          Reason.VALUE_TOO_LARGE,
          "the value has %,d bytes: %,d at most; split it or store a reference"
              .formatted(value.size(), VALUE_BYTES));
    }
  }

  /** Throws {@link Reason#TTL_OUT_OF_RANGE} unless 1 ms to a year. */
  static void checkTtl(long ttlMillis) {
    if (ttlMillis < 1 || ttlMillis > MAX_TTL_MILLIS) {
      throw new CashewException(
          Reason.TTL_OUT_OF_RANGE,
          "a time to live of %s ms (expected: 1 to %,d ms, a year; leave it out for the group's)"
              .formatted(Long.toUnsignedString(ttlMillis), MAX_TTL_MILLIS));
    }
  }

  private static boolean isGroupName(String group) {
    int length = group.length();
    if (length < 1 || length > GROUP_CHARACTERS) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      char c = group.charAt(i);
      boolean allowed =
          (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
      if (!allowed) {
        return false;
      }
    }
    return true;
  }

  private static String abbreviated(String text) {
    return text.length() <= 80 ? text : text.substring(0, 80) + "...";
  }
}
