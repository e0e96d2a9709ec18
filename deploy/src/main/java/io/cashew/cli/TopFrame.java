package io.cashew.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.cashew.v1.AlarmInfo;
import io.cashew.v1.GroupStatistics;
import io.cashew.v1.NodeStatistics;
import io.cashew.v1.RefusalCount;
import io.cashew.v1.RequestCount;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** What a cluster did between two moments, for people and for programs. */
final class TopFrame {
  private static final TopCounts NOTHING = new TopCounts();

  private final TopSnapshot now;
  private final double seconds;
  private final TopCounts total;
  private final Map<String, TopCounts> groups;
  private final Map<String, TopCounts> nodes;
  private final double refused; // a second
  private final List<HotCommand.Row> hot;

  TopFrame(TopSnapshot before, TopSnapshot now, int hotKeys) {
    this.now = now;
    this.seconds = Math.max(1e-3, (now.at() - before.at()) / 1e9);
    this.total = total(now).since(total(before));
    this.groups = since(byGroup(before), byGroup(now));
    this.nodes = since(byNode(before), byNode(now));
    this.refused = Math.max(0, refusals(now) - refusals(before)) / seconds;
    this.hot = HotCommand.rows(now.hot(), hotKeys);
  }

  private static TopCounts total(TopSnapshot of) {
    TopCounts total = new TopCounts();
    of.nodes().getNodesList().forEach(node -> node.getGroupsList().forEach(total::add));
    of.proxy().getRequestsList().forEach(total::add);
    return total;
  }

  private static Map<String, TopCounts> byGroup(TopSnapshot of) {
    Map<String, TopCounts> groups = new TreeMap<>();
    for (NodeStatistics node : of.nodes().getNodesList()) {
      for (GroupStatistics held : node.getGroupsList()) {
        groups.computeIfAbsent(held.getGroup(), name -> new TopCounts()).add(held);
      }
    }
    for (RequestCount requests : of.proxy().getRequestsList()) {
      groups.computeIfAbsent(requests.getGroup(), name -> new TopCounts()).add(requests);
    }
    return groups;
  }

  private static Map<String, TopCounts> byNode(TopSnapshot of) {
    Map<String, TopCounts> nodes = new TreeMap<>();
    for (NodeStatistics node : of.nodes().getNodesList()) {
      if (node.getFailure().isEmpty()) {
        TopCounts counts = new TopCounts();
        node.getGroupsList().forEach(counts::add);
        nodes.put(node.getNode(), counts);
      }
    }
    return nodes;
  }

  private static Map<String, TopCounts> since(
      Map<String, TopCounts> before, Map<String, TopCounts> now) {
    Map<String, TopCounts> since = new TreeMap<>();
    now.forEach(
        (name, counts) -> since.put(name, counts.since(before.getOrDefault(name, NOTHING))));
    return since;
  }

  private static long refusals(TopSnapshot of) {
    return of.proxy().getRefusalsList().stream().mapToLong(RefusalCount::getCount).sum();
  }

  /** As often a second. */
  private String rate(long count) {
    double rate = count / seconds;
    return rate > 0 && rate < 10 ? "%.1f".formatted(rate) : "%,.0f".formatted(rate);
  }

  String text() {
    StringBuilder text = new StringBuilder();
    text.append(
        ("proxy %s  gets %s/s  sets %s/s  deletes %s/s  touches %s/s  errors %s/s"
                + "  refused %.0f/s  in flight %,d%n")
            .formatted(
                now.proxy().getProxy(),
                rate(total.gets),
                rate(total.sets),
                rate(total.deletes),
                rate(total.touches),
                rate(total.errors),
                refused,
                now.proxy().getOperationsInFlight()));
    text.append(
        ("nodes %d  hits %s/s  misses %s/s  ratio %s  loads %s/s"
                + "  |  last minute  p50 %s  p99 %s%n")
            .formatted(
                nodes.size(),
                rate(total.hits),
                rate(total.misses),
                total.ratio(),
                rate(total.loads),
                time(now.latency().getAll().getP50Micros()),
                time(now.latency().getAll().getP99Micros())));
    text.append("%n%s".formatted(groups()));
    text.append("%n%s".formatted(nodes()));
    if (!hot.isEmpty()) {
      text.append("%n%s".formatted(HotCommand.table(hot)));
    }
    for (NodeStatistics node : now.nodes().getNodesList()) {
      if (!node.getFailure().isEmpty()) {
        text.append("%nnode %s: %s%n".formatted(node.getNode(), node.getFailure()));
      }
    }
    for (AlarmInfo alarm : now.ring().getAlarmsList()) {
      text.append("%nalarm %s: %s%n".formatted(alarm.getKind(), alarm.getText()));
    }
    return text.toString();
  }

  private String time(double micros) {
    return now.latency().getAll().getTimed() == 0 ? "-" : Figures.time(micros);
  }

  private Table groups() {
    Table table =
        new Table(
            "GROUP",
            "ENTRIES",
            "BYTES",
            "GETS/S",
            "SETS/S",
            "DELETES/S",
            "ERRORS/S",
            "HITS/S",
            "MISSES/S",
            "RATIO",
            "LOADS/S");
    groups.forEach(
        (name, counts) ->
            table.row(
                name,
                "%,d".formatted(counts.entries),
                size(counts.bytes),
                rate(counts.gets),
                rate(counts.sets),
                rate(counts.deletes),
                rate(counts.errors),
                rate(counts.hits),
                rate(counts.misses),
                counts.ratio(),
                rate(counts.loads)));
    return table;
  }

  private Table nodes() {
    Table table =
        new Table(
            "NODE",
            "ENTRIES",
            "BYTES",
            "HITS/S",
            "MISSES/S",
            "RATIO",
            "LOADS/S",
            "RUNNING",
            "WAITING");
    nodes.forEach(
        (name, counts) ->
            table.row(
                name,
                "%,d".formatted(counts.entries),
                size(counts.bytes),
                rate(counts.hits),
                rate(counts.misses),
                counts.ratio(),
                rate(counts.loads),
                "%,d".formatted(counts.running),
                "%,d".formatted(counts.waiting)));
    return table;
  }

  private static String size(long bytes) {
    return bytes < 1 << 20
        ? "%.1fKiB".formatted(bytes / 1024.0)
        : "%.1fMiB".formatted(bytes / 1048576.0);
  }

  JsonObject json() {
    JsonObject object = new JsonObject();
    object.addProperty("proxy", now.proxy().getProxy());
    object.addProperty("seconds", Math.rint(seconds * 1_000) / 1_000);
    JsonObject sum = new JsonObject();
    total.addRequests(sum, seconds);
    total.addMemory(sum, seconds);
    sum.addProperty("refused_per_second", Figures.rounded(refused));
    sum.addProperty("in_flight", String.valueOf(now.proxy().getOperationsInFlight()));
    if (now.latency().getAll().getTimed() > 0) {
      sum.addProperty("p50_us", finite(now.latency().getAll().getP50Micros()));
      sum.addProperty("p99_us", finite(now.latency().getAll().getP99Micros()));
    }
    object.add("total", sum);
    object.add(
        "groups",
        rows(
            groups,
            "group",
            counts -> {
              JsonObject row = new JsonObject();
              counts.addRequests(row, seconds);
              counts.addMemory(row, seconds);
              return row;
            }));
    object.add(
        "nodes",
        rows(
            nodes,
            "node",
            counts -> {
              JsonObject row = new JsonObject();
              counts.addMemory(row, seconds);
              return row;
            }));
    object.add("hot", HotCommand.json(hot));
    JsonArray alarms = new JsonArray();
    for (AlarmInfo alarm : now.ring().getAlarmsList()) {
      JsonObject told = new JsonObject();
      told.addProperty("kind", alarm.getKind());
      told.addProperty("text", alarm.getText());
      alarms.add(told);
    }
    object.add("alarms", alarms);
    return object;
  }

  private static double finite(double micros) {
    return Figures.rounded(Math.min(micros, 1e9)); // JSON has no infinity
  }

  private static JsonArray rows(
      Map<String, TopCounts> of, String name, Function<TopCounts, JsonObject> row) {
    JsonArray rows = new JsonArray();
    of.forEach(
        (each, counts) -> {
          JsonObject object = row.apply(counts);
          object.addProperty(name, each);
          rows.add(object);
        });
    return rows;
  }
}
