package io.cashew.proxy.door.http;

import io.cashew.config.Durations;
import io.cashew.operation.Ttl;
import io.cashew.status.CashewException;
import io.cashew.status.Reason;
import java.time.Duration;
import java.util.regex.Pattern;

/** Spans of time as requests write them: with a unit, or as a number of milliseconds. */
final class Spans {
  private static final Pattern MILLIS = Pattern.compile("\\d{1,15}");

  private Spans() {}

  /** Throws {@link IllegalArgumentException}, which names what it is of. */
  static Duration parse(String name, String text) {
    if (MILLIS.matcher(text).matches()) {
      return Duration.ofMillis(Long.parseLong(text));
    }
    try {
      return Durations.parse(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
    }
  }

  /** A time to live, {@code none} or {@code keep}. Throws {@link Reason#TTL_OUT_OF_RANGE}. */
  static Ttl ttl(String text) {
    if (text.equals("none")) {
      return Ttl.NEVER;
    }
    if (text.equals("keep")) {
      return Ttl.KEPT;
    }
    try {
      return Ttl.ofMillis(parse("time to live", text).toMillis());
    } catch (IllegalArgumentException e) {
      throw new CashewException(
          Reason.TTL_OUT_OF_RANGE, String.valueOf(e.getMessage()) + ", or none, or keep");
    }
  }
}
