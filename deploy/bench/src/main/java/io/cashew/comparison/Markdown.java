package io.cashew.comparison;

import com.google.common.base.Joiner;
import io.cashew.enginebench.Figures;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Results as tables that people read, and that can be put into a document as they are. */
final class Markdown {
  private static final String CPU_COLUMN = "CPU us per op";

  private Markdown() {}

  /** One scenario: a row for each contender, the median of each figure. */
  static String of(Results results) {
    Scenario scenario = results.scenario();
    Set<String> names = new LinkedHashSet<>();
    boolean hasCpu = false;
    for (Scenario.Contender contender : scenario.contenders()) {
      for (String name : results.medians(contender.name()).keySet()) {
        hasCpu |= name.startsWith(Sample.CPU);
        if (!name.startsWith(Sample.CPU)) {
          names.add(name);
        }
      }
    }
    List<String> head = new ArrayList<>(List.of(""));
    head.addAll(names);
    head.add(names.isEmpty() ? 1 : 2, "first / this");
    if (hasCpu) {
      head.add(CPU_COLUMN);
    }
    StringBuilder text =
        new StringBuilder("**%s**: %s\n\n".formatted(scenario.name(), scenario.what()));
    text.append(row(head)).append(rule(head.size()));
    for (Scenario.Contender contender : scenario.contenders()) {
      text.append(row(cells(results, contender.name(), names, hasCpu)));
    }
    return text.toString();
  }

  private static List<String> cells(
      Results results, String contender, Set<String> names, boolean withCpu) {
    Map<String, Double> medians = results.medians(contender);
    List<String> cells = new ArrayList<>();
    cells.add(
        results.failures().containsKey(contender)
            ? contender + " (failed: " + results.failures().get(contender) + ")"
            : contender);
    for (String name : names) {
      cells.add(text(medians.getOrDefault(name, Double.NaN)));
    }
    cells.add(names.isEmpty() ? 1 : 2, text(results.ratio(contender)));
    if (withCpu) {
      List<String> cpu = new ArrayList<>();
      medians.forEach(
          (name, micros) -> {
            if (name.startsWith(Sample.CPU)) {
              cpu.add(name.substring(Sample.CPU.length()) + " " + text(micros));
            }
          });
      cells.add(Joiner.on(", ").join(cpu));
    }
    return cells;
  }

  private static String text(double figure) {
    return Double.isNaN(figure) ? "" : Figures.text(figure);
  }

  private static String row(List<String> cells) {
    return "| " + Joiner.on(" | ").join(cells) + " |\n";
  }

  private static String rule(int columns) {
    return "|---|" + "---:|".repeat(columns - 1) + "\n";
  }
}
