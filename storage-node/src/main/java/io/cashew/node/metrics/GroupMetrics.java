package io.cashew.node.metrics;

import com.google.common.base.Ascii;
import io.cashew.metrics.Metric;
import io.cashew.metrics.MetricSource;
import io.cashew.metrics.Sheet;
import io.cashew.node.group.Groups;
import io.cashew.node.load.LoadEvent;
import io.cashew.node.load.LoadStatistics;
import io.cashew.node.load.LoadStatistics.BreakerState;
import io.cashew.node.store.StoreStatistics;
import java.util.EnumSet;
import java.util.Set;

/** What a node's groups hold and have done. Confined to the thread of the scrapes. */
public final class GroupMetrics implements MetricSource {
  private static final Metric ENTRIES =
      Metric.gauge("cashew_group_entries", "Entries in memory.", "group");
  private static final Metric BYTES =
      Metric.gauge(
          "cashew_group_memory_bytes", "What a group's entries weigh, all included.", "group");
  private static final Metric MAX_BYTES =
      Metric.gauge("cashew_group_memory_max_bytes", "What they may weigh.", "group");
  private static final Metric RESERVED_BYTES =
      Metric.gauge(
          "cashew_group_memory_reserved_bytes", "What other groups cannot take of it.", "group");
  private static final Metric LOOKUPS =
      Metric.counter(
          "cashew_group_lookups_total",
          "Looks into memory for gets: hit (absences that are remembered too) or miss.",
          "group",
          "result");
  private static final Metric OVERSIZE =
      Metric.counter(
          "cashew_group_oversize_total",
          "Values that were not kept because there can be no room for them.",
          "group");
  private static final Metric REMOVALS =
      Metric.counter(
          "cashew_group_removals_total",
          "Entries that left memory, by cause; size: they made room for others.",
          "group",
          "cause");
  private static final Metric LOADS =
      Metric.counter(
          "cashew_group_loads_total", "Loads that have ended, by how.", "group", "outcome");
  private static final Metric EVENTS =
      Metric.counter(
          "cashew_group_load_events_total", "What else became of loads.", "group", "event");
  private static final Metric RUNNING =
      Metric.gauge("cashew_group_loads_running", "Loads at the source, or about to be.", "group");
  private static final Metric WAITING =
      Metric.gauge("cashew_group_loads_waiting", "Loads that wait for their turn.", "group");
  private static final Metric TIMES =
      Metric.histogram(
          "cashew_group_load_duration_seconds",
          "How long loads took, however they ended, the wait for their turn included.",
          "group");
  private static final Metric BREAKER =
      Metric.gauge(
          "cashew_group_breaker_open",
          "Whether the source fails, and is asked once a second only.",
          "group");

  /** Each load ends in one of these. */
  private static final Set<LoadEvent> OUTCOMES =
      EnumSet.of(
          LoadEvent.LOADED,
          LoadEvent.ABSENT,
          LoadEvent.FAILED,
          LoadEvent.SLOW,
          LoadEvent.REFUSED,
          LoadEvent.TOO_LARGE,
          LoadEvent.CANCELLED);

  private final Groups groups;
  private final GroupLabels labels = new GroupLabels();

  public GroupMetrics(Groups groups) {
    this.groups = groups;
  }

  @Override
  public void report(Sheet sheet) {
    groups.statistics().forEach((group, held) -> store(sheet, labels.of(group), held));
    groups.loadStatistics().forEach((group, loads) -> loads(sheet, labels.of(group), loads));
  }

  private static void store(Sheet sheet, String group, StoreStatistics held) {
    sheet.put(ENTRIES, held.entries(), group);
    sheet.put(BYTES, held.bytes(), group);
    sheet.put(MAX_BYTES, held.maxBytes(), group);
    sheet.put(RESERVED_BYTES, held.reservedBytes(), group);
    sheet.put(LOOKUPS, held.hits(), group, "hit");
    sheet.put(LOOKUPS, held.misses(), group, "miss");
    sheet.put(OVERSIZE, held.oversize(), group);
    held.removals().forEach((cause, count) -> sheet.put(REMOVALS, count, group, label(cause)));
  }

  private static void loads(Sheet sheet, String group, LoadStatistics loads) {
    loads
        .counts()
        .forEach(
            (event, count) ->
                sheet.put(OUTCOMES.contains(event) ? LOADS : EVENTS, count, group, label(event)));
    sheet.put(RUNNING, loads.running(), group);
    sheet.put(WAITING, loads.waiting(), group);
    sheet.put(TIMES, loads.times(), group);
    sheet.put(BREAKER, loads.breaker() == BreakerState.OPEN ? 1 : 0, group);
  }

  private static String label(Enum<?> constant) {
    return Ascii.toLowerCase(constant.name());
  }
}
