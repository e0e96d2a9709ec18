package io.cashew.node.metrics;

import io.cashew.metrics.Metric;
import io.cashew.metrics.MetricSource;
import io.cashew.metrics.Sheet;
import io.cashew.node.core.Node;
import io.cashew.node.handover.HandoverStatistics;
import io.cashew.node.store.memory.ArenaStatistics;
import io.cashew.node.term.Standing;
import io.cashew.node.term.Terms;

/** A node's memory, partitions and handovers. */
public final class NodeMetrics implements MetricSource {
  private static final Metric PARTITIONS =
      Metric.gauge(
          "cashew_node_partitions",
          "Partitions that the ring gives this node: held; unfenced, while their previous owners"
              + " have not given their word; unsure, while the node reads the ring again.",
          "state");
  private static final Metric SLEEPS =
      Metric.counter(
          "cashew_node_sleeps_total",
          "How often this process did not run for so long that it had to read the ring again.");
  private static final Metric HANDOVERS =
      Metric.gauge(
          "cashew_node_handover_partitions",
          "Partitions that are being handed over, by direction.",
          "direction");
  private static final Metric HANDED =
      Metric.counter(
          "cashew_node_handover_entries_total",
          "Entries that were handed over with their partitions, by direction.",
          "direction");
  private static final Metric FETCHES =
      Metric.counter(
          "cashew_node_handover_fetches_total",
          "Misses for which a previous owner was asked: hit, or miss if it had nothing in time.",
          "result");
  private static final Metric LIMIT =
      Metric.gauge("cashew_node_memory_limit_bytes", "What entries may take: node.memory.");
  private static final Metric ALLOCATED =
      Metric.gauge("cashew_node_memory_allocated_bytes", "What of that is taken.");
  private static final Metric USED =
      Metric.gauge(
          "cashew_node_memory_used_bytes",
          "What is taken, by what for: live entries, dead ones whose room is not free yet,"
              + " metadata.",
          "kind");
  private static final Metric APPENDED =
      Metric.counter("cashew_node_memory_appended_bytes_total", "What was written to memory.");
  private static final Metric COPIED =
      Metric.counter(
          "cashew_node_memory_copied_bytes_total", "What was copied to make whole segments free.");

  private final Node node;

  public NodeMetrics(Node node) {
    this.node = node;
  }

  @Override
  public void report(Sheet sheet) {
    partitions(sheet, node.terms());
    sheet.put(SLEEPS, node.sleeps());
    handovers(sheet, node.handovers());
    memory(sheet, node.stores().statistics());
  }

  private static void partitions(Sheet sheet, Terms terms) {
    int partitions = terms.ring().map(ring -> ring.partitions()).orElse(0);
    int held = 0;
    int unfenced = 0;
    int unsure = 0;
    for (int p = 0; p < partitions; p++) {
      Standing standing = terms.standing(p, terms.since(p));
      held += standing == Standing.HELD ? 1 : 0;
      unfenced += standing == Standing.UNFENCED ? 1 : 0;
      unsure += standing == Standing.UNSURE ? 1 : 0;
    }
    sheet.put(PARTITIONS, held, "held");
    sheet.put(PARTITIONS, unfenced, "unfenced");
    sheet.put(PARTITIONS, unsure, "unsure");
  }

  private static void handovers(Sheet sheet, HandoverStatistics handovers) {
    sheet.put(HANDOVERS, handovers.giving(), "giving");
    sheet.put(HANDOVERS, handovers.taking(), "taking");
    sheet.put(HANDED, handovers.given(), "given");
    sheet.put(HANDED, handovers.taken(), "taken");
    sheet.put(FETCHES, handovers.fetchHits(), "hit");
    sheet.put(FETCHES, handovers.fetchMisses(), "miss");
  }

  private static void memory(Sheet sheet, ArenaStatistics memory) {
    sheet.put(LIMIT, memory.limit());
    sheet.put(ALLOCATED, memory.allocated());
    sheet.put(USED, memory.live(), "live");
    sheet.put(USED, memory.dead(), "dead");
    sheet.put(USED, memory.metadata(), "metadata");
    sheet.put(APPENDED, memory.appended());
    sheet.put(COPIED, memory.copied());
  }
}
