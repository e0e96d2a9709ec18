package io.cashew.proxy.metrics;

import io.cashew.metrics.Metric;
import io.cashew.metrics.MetricSource;
import io.cashew.metrics.Sheet;
import io.cashew.proxy.admin.ClusterView;
import io.cashew.proxy.alarm.Alarm;
import io.cashew.proxy.alarm.Alarms;
import io.cashew.proxy.health.Probes;
import io.cashew.ring.Ring;
import io.cashew.ring.RingChange;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The cluster as a proxy sees it: ring, nodes, alarms. */
public final class ProxyMetrics implements MetricSource {
  private static final Metric NODES =
      Metric.gauge("cashew_ring_nodes", "Nodes that own partitions.");
  private static final Metric PARTITIONS =
      Metric.gauge("cashew_ring_partitions", "Partitions that a node owns.", "node");
  private static final Metric LEFT =
      Metric.gauge(
          "cashew_ring_partitions_to_move",
          "Partitions that the change under way has yet to give another owner.");
  private static final Metric MEMBERS =
      Metric.gauge("cashew_cluster_members", "Nodes that are registered.");
  private static final Metric COORDINATOR =
      Metric.gauge("cashew_proxy_coordinator", "Whether this proxy plans the ring.");
  private static final Metric SUSPECT =
      Metric.gauge(
          "cashew_proxy_node_suspect", "Whether a node does not answer this proxy.", "node");
  private static final Metric ALARM =
      Metric.gauge("cashew_proxy_alarm", "Whether an alarm stands.", "kind");
  private static final Metric RAISED =
      Metric.counter("cashew_proxy_alarms_total", "Alarms that were raised.", "kind");

  private final ClusterView view;
  private final Probes probes;
  private final Alarms alarms;

  public ProxyMetrics(ClusterView view, Probes probes, Alarms alarms) {
    this.view = view;
    this.probes = probes;
    this.alarms = alarms;
  }

  @Override
  public void report(Sheet sheet) {
    ring(sheet);
    sheet.put(MEMBERS, view.members().size());
    sheet.put(COORDINATOR, view.coordinator().filter(view.proxy()::equals).isPresent() ? 1 : 0);
    probes
        .found()
        .forEach((id, health) -> sheet.put(SUSPECT, health.isSuspect() ? 1 : 0, id.value()));
    alarms(sheet);
  }

  private void ring(Sheet sheet) {
    Ring ring = view.ring().orElse(null);
    sheet.put(NODES, ring == null ? 0 : ring.shares().size());
    if (ring != null) {
      ring.shares().forEach((node, share) -> sheet.put(PARTITIONS, share, node.value()));
    }
    sheet.put(LEFT, ring == null ? 0 : left(ring.changes()));
  }

  private static int left(List<RingChange> changes) {
    return changes.isEmpty() ? 0 : changes.get(changes.size() - 1).left();
  }

  private void alarms(Sheet sheet) {
    Set<Alarm.Kind> standing = EnumSet.noneOf(Alarm.Kind.class);
    alarms.standing().forEach(alarm -> standing.add(alarm.kind()));
    for (Alarm.Kind kind : Alarm.Kind.values()) {
      sheet.put(ALARM, standing.contains(kind) ? 1 : 0, kind.label());
      sheet.put(RAISED, alarms.raised(kind), kind.label());
    }
  }
}
