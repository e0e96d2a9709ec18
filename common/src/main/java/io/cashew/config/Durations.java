package io.cashew.config;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Spans of time as people write them: a whole number and a unit. */
public final class Durations {
  private static final Pattern MICROS = Pattern.compile("(\\d{1,12}) ?us");
  private static final Pattern FORM = Pattern.compile("(\\d{1,12}) ?(ms|s|m|h|d)");

  private Durations() {}

  /** Throws {@link IllegalArgumentException} with what was found and what is expected. */
  public static Duration parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw new IllegalArgumentException(
          "\"%s\" (expected: a whole number and a unit, such as 500ms, 10s, 5m, 1h or 1d)"
              .formatted(text));
    }
    long number = Long.parseLong(form.group(1));
    return switch (form.group(2)) {
      case "ms" -> Duration.ofMillis(number);
      case "s" -> Duration.ofSeconds(number);
      case "m" -> Duration.ofMinutes(number);
      case "h" -> Duration.ofHours(number);
      default -> Duration.ofDays(number);
    };
  }

  /** The same for spans below a millisecond too, such as 50us. */
  public static Duration parseShort(String text) {
    Matcher micros = MICROS.matcher(text);
    return micros.matches()
        ? Duration.of(Long.parseLong(micros.group(1)), ChronoUnit.MICROS)
        : parse(text);
  }

  /**
   * The shortest text that {@link #parseShort} reads back as the same span, to the microsecond;
   * {@link #parse} too if it is of whole milliseconds.
   */
  public static String format(Duration duration) {
    if (duration.toNanosPart() % 1_000_000 >= 1_000) {
      return duration.toNanos() / 1_000 + "us";
    }
    long millis = duration.toMillis();
    if (millis == 0) {
      return "0s";
    }
    if (millis % 86_400_000 == 0) {
      return millis / 86_400_000 + "d";
    }
    if (millis % 3_600_000 == 0) {
      return millis / 3_600_000 + "h";
    }
    if (millis % 60_000 == 0) {
      return millis / 60_000 + "m";
    }
    if (millis % 1_000 == 0) {
      return millis / 1_000 + "s";
    }
    return millis + "ms";
  }

  /** Throws {@link IllegalArgumentException} unless it lies within bounds, both included. */
  static void check(String name, Duration duration, Duration least, Duration most) {
    if (duration.compareTo(least) < 0 || duration.compareTo(most) > 0) {
      throw new IllegalArgumentException(
          "%s: %s (expected: %s to %s)"
              .formatted(name, format(duration), format(least), format(most)));
    }
  }
}
