package io.cashew.monitoring;

import com.google.common.base.Splitter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The tables of {@code docs/metrics.md}. */
final class MetricsTable {
  private static final Pattern CODE = Pattern.compile("`([a-z0-9_]+)`(\\*?)");

  private final Map<String, Row> ours = new TreeMap<>();
  private final Set<String> always = new TreeSet<>();
  private final Set<String> sometimes = new TreeSet<>();

  /** A metric of our own. */
  record Row(String type, Set<String> labels) {}

  static MetricsTable read() throws IOException {
    MetricsTable table = new MetricsTable();
    for (String line : Files.readAllLines(Path.of("..", "docs", "metrics.md"))) {
      if (line.startsWith("| `cashew_")) {
        table.addOurs(Splitter.on('|').trimResults().splitToList(line));
      } else if (line.startsWith("| `")) {
        table.addOthers(Splitter.on('|').trimResults().splitToList(line).get(1));
      }
    }
    return table;
  }

  private void addOurs(List<String> cells) {
    Set<String> labels = new TreeSet<>();
    Matcher label = CODE.matcher(cells.get(3));
    while (label.find()) {
      labels.add(label.group(1));
    }
    ours.put(cells.get(1).replace("`", ""), new Row(cells.get(2), labels));
  }

  private void addOthers(String names) {
    Matcher name = CODE.matcher(names);
    while (name.find()) {
      (name.group(2).isEmpty() ? always : sometimes).add(name.group(1));
    }
  }

  /** Cashew's own, by name. */
  Map<String, Row> ours() {
    return ours;
  }

  /** The JVM's that are always there. */
  Set<String> always() {
    return always;
  }

  /** The JVM's that may be there. */
  Set<String> sometimes() {
    return sometimes;
  }
}
