package io.cashew.metrics;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import io.cashew.tally.Distribution;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The numbers of one scrape. What is put twice under the same labels adds up, so that parts of a
 * number may be told by those who have them. Confined to the thread of the scrape.
 */
public final class Sheet {
  private final Map<Metric, Map<ImmutableList<String>, Double>> numbers = new LinkedHashMap<>();
  private final Map<Metric, Map<ImmutableList<String>, Distribution>> distributions =
      new LinkedHashMap<>();

  Sheet() {}

  /** A counter's or gauge's value. */
  public void put(Metric metric, double value, String... labels) {
    checkArgument(metric.kind() != Metric.Kind.HISTOGRAM, "%s is a histogram", metric.name());
    numbers
        .computeIfAbsent(metric, added -> new LinkedHashMap<>())
        .merge(checked(metric, labels), value, Double::sum);
  }

  /** A counter's or gauge's value. */
  public void put(Metric metric, long value, String... labels) {
    put(metric, (double) value, labels);
  }

  /** A histogram's values. */
  public void put(Metric metric, Distribution values, String... labels) {
    checkArgument(metric.kind() == Metric.Kind.HISTOGRAM, "%s is no histogram", metric.name());
    distributions
        .computeIfAbsent(metric, added -> new LinkedHashMap<>())
        .merge(checked(metric, labels), values, Distribution::plus);
  }

  private static ImmutableList<String> checked(Metric metric, String... labels) {
    checkArgument(
        labels.length == metric.labels().size(),
        "%s: %s labels (expected: %s)",
        metric.name(),
        labels.length,
        metric.labels());
    return ImmutableList.copyOf(labels);
  }

  MetricSnapshots snapshots() {
    MetricSnapshots.Builder all = MetricSnapshots.builder();
    numbers.forEach(
        (metric, values) ->
            all.metricSnapshot(
                metric.kind() == Metric.Kind.COUNTER
                    ? counter(metric, values)
                    : gauge(metric, values)));
    distributions.forEach((metric, values) -> all.metricSnapshot(histogram(metric, values)));
    return all.build();
  }

  private static MetricSnapshot counter(Metric metric, Map<ImmutableList<String>, Double> values) {
    String name = metric.name().substring(0, metric.name().length() - "_total".length());
    CounterSnapshot.Builder counter = CounterSnapshot.builder().name(name).help(metric.help());
    values.forEach(
        (labels, value) ->
            counter.dataPoint(
                CounterSnapshot.CounterDataPointSnapshot.builder()
                    .labels(labels(metric, labels))
                    .value(value)
                    .build()));
    return counter.build();
  }

  private static MetricSnapshot gauge(Metric metric, Map<ImmutableList<String>, Double> values) {
    GaugeSnapshot.Builder gauge = GaugeSnapshot.builder().name(metric.name()).help(metric.help());
    values.forEach(
        (labels, value) ->
            gauge.dataPoint(
                GaugeSnapshot.GaugeDataPointSnapshot.builder()
                    .labels(labels(metric, labels))
                    .value(value)
                    .build()));
    return gauge.build();
  }

  private static MetricSnapshot histogram(
      Metric metric, Map<ImmutableList<String>, Distribution> values) {
    HistogramSnapshot.Builder histogram =
        HistogramSnapshot.builder().name(metric.name()).help(metric.help());
    values.forEach(
        (labels, each) ->
            histogram.dataPoint(
                HistogramSnapshot.HistogramDataPointSnapshot.builder()
                    .labels(labels(metric, labels))
                    .classicHistogramBuckets(buckets(each))
                    .sum(each.sum())
                    .build()));
    return histogram.build();
  }

  private static ClassicHistogramBuckets buckets(Distribution values) {
    ClassicHistogramBuckets.Builder buckets = ClassicHistogramBuckets.builder();
    for (int i = 0; i < values.buckets(); i++) {
      buckets.bucket(values.largest(i), values.count(i));
    }
    return buckets.build();
  }

  private static Labels labels(Metric metric, ImmutableList<String> values) {
    return Labels.of(metric.labels(), values);
  }
}
