package io.cashew.metrics;

/** Whoever has numbers to tell. */
@FunctionalInterface
public interface MetricSource {
  /**
   * Writes down what there is now. Called at each scrape, on the thread that answers it: reads what
   * others count, and does not wait for them.
   */
  void report(Sheet sheet);
}
