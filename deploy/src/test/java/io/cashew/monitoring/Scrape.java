package io.cashew.monitoring;

import com.google.common.base.Splitter;
import com.google.common.collect.SetMultimap;
import com.google.common.collect.TreeMultimap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What {@code /metrics} said: metrics with their types and the names of their labels. */
final class Scrape {
  private static final Pattern SAMPLE =
      Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})? (\\S+)");
  private static final Pattern LABEL = Pattern.compile("([a-zA-Z_]+)=\"(?:[^\"\\\\]|\\\\.)*\"");

  private final Map<String, String> types = new TreeMap<>();
  private final SetMultimap<String, String> labels = TreeMultimap.create();
  private final List<String> samples = new ArrayList<>();

  /** Several as one. */
  static Scrape of(List<String> texts) {
    Scrape scrape = new Scrape();
    texts.forEach(text -> text.lines().forEach(scrape::add));
    return scrape;
  }

  private void add(String line) {
    if (line.startsWith("# TYPE ")) {
      List<String> words = Splitter.on(' ').splitToList(line);
      types.put(words.get(2), words.get(3));
    } else if (!line.startsWith("#")) {
      Matcher sample = SAMPLE.matcher(line);
      if (!sample.matches()) {
        throw new AssertionError("no sample: " + line);
      }
      samples.add(line);
      String metric = metricOf(sample.group(1));
      Matcher label = LABEL.matcher(sample.group(2) == null ? "" : sample.group(2));
      while (label.find()) {
        if (!label.group(1).equals("le")) {
          labels.put(metric, label.group(1));
        }
      }
    }
  }

  /** The metric that a series is part of. */
  String metricOf(String series) {
    for (String suffix : List.of("_bucket", "_sum", "_count")) {
      String metric = series.endsWith(suffix) ? series.replaceFirst(suffix + "$", "") : series;
      if (!metric.equals(series) && types.containsKey(metric)) {
        return metric;
      }
    }
    return series;
  }

  /** By name. */
  Map<String, String> types() {
    return types;
  }

  Set<String> labels(String metric) {
    return labels.get(metric);
  }

  /** Lines with a value. */
  List<String> samples() {
    return samples;
  }
}
