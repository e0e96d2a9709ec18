package io.cashew.enginebench;

import java.util.Arrays;
import java.util.Locale;

/** Figures as people read and compare them. */
public final class Figures {
  private Figures() {}

  /** Whole above 1,000, and three digits or so below. */
  public static String text(double figure) {
    double size = Math.abs(figure);
    if (size == Math.rint(size) || size >= 1_000) {
      return String.format(Locale.ROOT, "%,.0f", figure);
    }
    return String.format(Locale.ROOT, size >= 100 ? "%.1f" : size >= 0.1 ? "%.2f" : "%.4f", figure);
  }

  /** The one in the middle, or between the two there. */
  public static double median(double... figures) {
    double[] sorted = figures.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    if (sorted.length == 0) {
      return Double.NaN;
    }
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
