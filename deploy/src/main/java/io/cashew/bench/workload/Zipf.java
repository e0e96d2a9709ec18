package io.cashew.bench.workload;

import java.util.SplittableRandom;

/**
 * Draws ranks by Zipf's law: rank k, counted from 1, comes with a chance in proportion to k^-s.
 *
 * <p>Rejection inversion: W. Hörmann and G. Derflinger, Rejection-inversion to generate variates
 * from monotone discrete distributions, ACM TOMACS 6 (1996). A draw takes the same few steps
 * however many ranks there are, and there is no table. Immutable.
 */
final class Zipf {
  private final long count;
  private final double exponent;
  private final double areaToFirst;
  private final double areaToLast;
  private final double surelyInside;

  /**
   * @param count how many ranks
   * @param exponent s, above 0
   */
  Zipf(long count, double exponent) {
    this.count = count;
    this.exponent = exponent;
    this.areaToFirst = area(1.5) - 1;
    this.areaToLast = area(count + 0.5);
    this.surelyInside = 2 - inverse(area(2.5) - height(2));
  }

  /** A rank, counted from 0. */
  long draw(SplittableRandom random) {
    while (true) {
      double u = areaToLast + random.nextDouble() * (areaToFirst - areaToLast);
      double x = inverse(u);
      long rank = Math.min(Math.max((long) (x + 0.5), 1), count);
      if (rank - x <= surelyInside || u >= area(rank + 0.5) - height((double) rank)) {
        return rank - 1;
      }
    }
  }

  /** The hat: x^-s. */
  private double height(double x) {
    return Math.exp(-exponent * Math.log(x));
  }

  /** Below the hat from 1 to x: (x^(1-s) - 1) / (1-s), which is log x for s = 1. */
  private double area(double x) {
    double log = Math.log(x);
    return expm1Ratio((1 - exponent) * log) * log;
  }

  /** Where {@link #area} has that value. */
  private double inverse(double area) {
    double t = Math.max(area * (1 - exponent), -1);
    return Math.exp(log1pRatio(t) * area);
  }

  /** (e^x - 1) / x, also near 0. */
  private static double expm1Ratio(double x) {
    return Math.abs(x) > 1e-8 ? Math.expm1(x) / x : 1 + x / 2;
  }

  /** log(1 + x) / x, also near 0. */
  private static double log1pRatio(double x) {
    return Math.abs(x) > 1e-8 ? Math.log1p(x) / x : 1 - x / 2;
  }
}
