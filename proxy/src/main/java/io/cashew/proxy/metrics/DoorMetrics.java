package io.cashew.proxy.metrics;

import com.google.common.collect.ImmutableMap;
import io.cashew.metrics.Metric;
import io.cashew.metrics.MetricSource;
import io.cashew.metrics.Sheet;
import java.util.function.LongSupplier;

/** Who is connected to a proxy, and who was not let in; by door. */
public final class DoorMetrics implements MetricSource {
  private static final Metric CONNECTIONS =
      Metric.gauge("cashew_proxy_connections", "Connections that are open.", "door");
  private static final Metric TURNED_AWAY =
      Metric.counter(
          "cashew_proxy_refused_connections_total",
          "Connections that were closed at once because there were too many.",
          "door");

  private final ImmutableMap<String, LongSupplier> connections;
  private final ImmutableMap<String, LongSupplier> turnedAway;

  /** By the doors' names. */
  public DoorMetrics(
      ImmutableMap<String, LongSupplier> connections,
      ImmutableMap<String, LongSupplier> turnedAway) {
    this.connections = connections;
    this.turnedAway = turnedAway;
  }

  @Override
  public void report(Sheet sheet) {
    connections.forEach((door, count) -> sheet.put(CONNECTIONS, count.getAsLong(), door));
    turnedAway.forEach((door, count) -> sheet.put(TURNED_AWAY, count.getAsLong(), door));
  }
}
