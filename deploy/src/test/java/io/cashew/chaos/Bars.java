package io.cashew.chaos;

import java.util.ArrayList;
import java.util.List;

/** Figures held against what is promised. Confined to one thread. */
final class Bars {
  private final List<String> lines = new ArrayList<>();
  private boolean missed;

  /** A figure that must not exceed a limit; one that is not a number does. */
  void atMost(String what, double figure, double limit) {
    judge(what, figure, "<=", limit, figure <= limit);
  }

  /** A count that must not exceed a limit. */
  void atMost(String what, long count, long limit) {
    judge(what, (double) count, "<=", (double) limit, count <= limit);
  }

  /** A count that has to reach a limit. */
  void atLeast(String what, long count, long limit) {
    judge(what, (double) count, ">=", (double) limit, count >= limit);
  }

  private void judge(String what, double figure, String sign, double limit, boolean met) {
    missed |= !met;
    lines.add(
        "  %-52s %10s  %s %-8s %s"
            .formatted(what, text(figure), sign, text(limit), met ? "ok" : "MISSED"));
  }

  boolean areMet() {
    return !missed;
  }

  private static String text(double figure) {
    return figure == Math.rint(figure) ? "%,.0f".formatted(figure) : "%.2f".formatted(figure);
  }

  @Override
  public String toString() {
    return String.join(System.lineSeparator(), lines);
  }
}
