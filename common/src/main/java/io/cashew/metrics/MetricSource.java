package io.cashew.metrics;

import com.google.common.collect.ImmutableList;

/** Whoever has numbers to tell. */
@FunctionalInterface
public interface MetricSource {
  /**
   * Writes down what there is now. Called at each scrape, on the thread that answers it: reads what
   * others count, and does not wait for them.
   */
  void report(Sheet sheet);

  /** Several as one. */
  static MetricSource all(MetricSource... sources) {
    ImmutableList<MetricSource> each = ImmutableList.copyOf(sources);
    return sheet -> each.forEach(source -> source.report(sheet));
  }
}
