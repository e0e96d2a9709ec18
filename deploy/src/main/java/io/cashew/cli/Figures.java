package io.cashew.cli;

/** Numbers for people: as many digits as they can use. */
final class Figures {
  private Figures() {}

  /** To a tenth. */
  static double rounded(double value) {
    return Math.rint(value * 10) / 10;
  }

  /** Microseconds with a unit that suits them: {@code 85us}, {@code 1.24ms}, {@code 2.5s}. */
  static String time(double micros) {
    if (Double.isInfinite(micros)) {
      return ">67s";
    }
    if (micros < 1_000) {
      return "%.0fus".formatted(micros);
    }
    return micros < 1_000_000
        ? "%.2fms".formatted(micros / 1_000)
        : "%.2fs".formatted(micros / 1_000_000);
  }

  /** Whole microseconds, likewise. */
  static String time(long micros) {
    return time((double) micros);
  }

  /** A part in percent; {@code -} of nothing. */
  static String percent(double part, double whole) {
    return whole <= 0 ? "-" : "%.1f%%".formatted(100 * part / whole);
  }
}
