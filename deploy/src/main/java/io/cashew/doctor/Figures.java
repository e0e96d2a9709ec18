package io.cashew.doctor;

import java.time.Duration;

/** Figures as people read them. */
final class Figures {
  private static final double KIB = 1024;

  private Figures() {}

  static String bytes(long bytes) {
    String[] units = {"B", "KiB", "MiB", "GiB", "TiB"};
    double amount = bytes;
    int unit = 0;
    while (amount >= KIB && unit < units.length - 1) {
      amount /= KIB;
      unit++;
    }
    return (amount == Math.rint(amount) ? "%.0f%s" : "%.1f%s").formatted(amount, units[unit]);
  }

  static String percent(long part, long whole) {
    return whole == 0 ? "-" : "%.1f %%".formatted(100.0 * part / whole);
  }

  static String time(Duration time) {
    if (time.compareTo(Duration.ofSeconds(1)) < 0) {
      return time.toMillis() + " ms";
    }
    if (time.compareTo(Duration.ofMinutes(2)) < 0) {
      return "%.1f s".formatted(time.toMillis() / 1e3);
    }
    return time.compareTo(Duration.ofHours(3)) < 0
        ? time.toMinutes() + " min"
        : time.toHours() + " h";
  }
}
