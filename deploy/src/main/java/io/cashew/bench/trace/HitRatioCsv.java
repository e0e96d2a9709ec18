package io.cashew.bench.trace;

import io.cashew.node.store.trace.Trace.Weighing;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Hit ratios for other programs: a heading, and a line for each replay. */
public final class HitRatioCsv {
  private HitRatioCsv() {}

  public static String of(List<HitRatio> ratios, Weighing weighing) {
    String unit = weighing.name().toLowerCase(Locale.ROOT);
    return ratios.stream()
        .map(
            ratio ->
                String.format(
                    Locale.ROOT,
                    "%s,%s,%d,%.4f,%s,%d,%d,%.4f%n",
                    quoted(ratio.trace()),
                    ratio.size(),
                    ratio.capacity(),
                    ratio.share(),
                    quoted(ratio.policy().toString()),
                    ratio.requests(),
                    ratio.hits(),
                    ratio.percent()))
        .collect(
            Collectors.joining(
                "",
                "trace,size,capacity_%s,share_percent,policy,requests,hits,hit_percent%n"
                    .formatted(unit),
                ""));
  }

  private static String quoted(String text) {
    return text.matches("[^\",\\r\\n]*") ? text : '"' + text.replace("\"", "\"\"") + '"';
  }
}
