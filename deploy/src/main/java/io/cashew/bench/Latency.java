package io.cashew.bench;

import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;

/**
 * A distribution of times, in microseconds, exact to three digits.
 *
 * @param count how many there are
 * @param points from the least to the greatest, the denser the nearer to it
 */
public record Latency(
    long count,
    double mean,
    double p50,
    double p90,
    double p99,
    double p999,
    double max,
    List<Point> points) {
  private static final int TICKS_PER_HALF_DISTANCE = 5;

  public Latency {
    points = List.copyOf(points);
  }

  /** So many percent took so long or less. */
  public record Point(double percent, double micros) {}

  static Latency of(Histogram nanos) {
    List<Point> points = new ArrayList<>();
    for (HistogramIterationValue value : nanos.percentiles(TICKS_PER_HALF_DISTANCE)) {
      points.add(new Point(value.getPercentileLevelIteratedTo(), value.getValueIteratedTo() / 1e3));
    }
    return new Latency(
        nanos.getTotalCount(),
        nanos.getTotalCount() == 0 ? 0 : nanos.getMean() / 1e3,
        at(nanos, 50),
        at(nanos, 90),
        at(nanos, 99),
        at(nanos, 99.9),
        nanos.getMaxValue() / 1e3,
        nanos.getTotalCount() == 0 ? List.of() : points);
  }

  private static double at(Histogram nanos, double percent) {
    return nanos.getTotalCount() == 0 ? 0 : nanos.getValueAtPercentile(percent) / 1e3;
  }
}
