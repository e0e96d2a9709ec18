package io.cashew.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers of bytes as people write them: a whole number, alone or with a binary unit. */
public final class ByteSizes {
  private static final Pattern FORM = Pattern.compile("(\\d{1,15}) ?(KiB|MiB|GiB|TiB)?");
  private static final String[] UNITS = {"", "KiB", "MiB", "GiB", "TiB"};

  private ByteSizes() {}

  /** Throws {@link IllegalArgumentException} with what was found and what is expected. */
  public static long parse(String text) {
    Matcher form = FORM.matcher(text);
    if (form.matches()) {
      long number = Long.parseLong(form.group(1));
      long unit = 1L << shift(form.group(2));
      if (number <= Long.MAX_VALUE / unit) {
        return number * unit;
      }
    }
    throw new IllegalArgumentException(
        "\"%s\" (expected: a number of bytes, such as 1048576, 512KiB, 64MiB or 1GiB)"
            .formatted(text));
  }

  /** The shortest text that {@link #parse} reads back as the same number. */
  public static String format(long bytes) {
    int unit = 0;
    long number = bytes;
    while (number > 0 && number % 1024 == 0 && unit < UNITS.length - 1) {
      number /= 1024;
      unit++;
    }
    return number + UNITS[unit];
  }

  private static int shift(String unit) {
    if (unit == null) {
      return 0;
    }
    return switch (unit) {
      case "KiB" -> 10;
      case "MiB" -> 20;
      case "GiB" -> 30;
      default -> 40;
    };
  }
}
