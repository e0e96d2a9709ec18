package io.cashew.metrics;

import com.google.common.collect.ImmutableList;
import io.cashew.tally.Traffic;

/** How many operations the messages between proxies and nodes carried. */
public final class LinkMetrics implements MetricSource {
  private static final Metric OPERATIONS =
      Metric.histogram(
          "cashew_link_message_operations",
          "Operations, or their replies, per message between proxy and node.",
          "direction");

  private final ImmutableList<Traffic> traffic;

  public LinkMetrics(ImmutableList<Traffic> traffic) {
    this.traffic = traffic;
  }

  @Override
  public void report(Sheet sheet) {
    for (Traffic each : traffic) {
      sheet.put(OPERATIONS, each.out(), "sent");
      sheet.put(OPERATIONS, each.in(), "received");
    }
  }
}
