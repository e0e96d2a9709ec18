package io.cashew.comparison;

import com.google.common.collect.ImmutableMap;
import io.cashew.enginebench.Figures;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Samples of one scenario, by contender, those we compare with first. Confined to one thread. */
final class Results {
  private final Scenario scenario;
  private final Map<String, List<Sample>> samples = new LinkedHashMap<>();
  private final Map<String, String> failures = new LinkedHashMap<>();

  Results(Scenario scenario) {
    this.scenario = scenario;
    scenario.contenders().forEach(contender -> samples.put(contender.name(), new ArrayList<>()));
  }

  Scenario scenario() {
    return scenario;
  }

  void add(String contender, Sample sample) {
    samples.computeIfAbsent(contender, name -> new ArrayList<>()).add(sample);
  }

  /** A turn brought no sample. */
  void failed(String contender, String why) {
    failures.put(contender, why);
  }

  /** Who has failed at least once, and why last. */
  Map<String, String> failures() {
    return failures;
  }

  /** All samples of each contender, in the order of the rounds. */
  Map<String, List<Sample>> samples() {
    return samples;
  }

  /** The median of every figure that a contender has in any round; empty: it has none. */
  Map<String, Double> medians(String contender) {
    List<Sample> taken = samples.getOrDefault(contender, List.of());
    Set<String> names = new LinkedHashSet<>();
    taken.forEach(sample -> names.addAll(sample.figures().keySet()));
    ImmutableMap.Builder<String, Double> medians = ImmutableMap.builder();
    for (String name : names) {
      medians.put(
          name,
          Figures.median(
              taken.stream()
                  .filter(sample -> sample.figures().containsKey(name))
                  .mapToDouble(sample -> sample.figures().getOrDefault(name, 0.0))
                  .toArray()));
    }
    return medians.buildOrThrow();
  }

  /**
   * The median of the first contender's figure over this one's, by the figure that each has first:
   * NaN if one of them has none.
   */
  double ratio(String contender) {
    return first(scenario.contenders().get(0).name()) / first(contender);
  }

  private double first(String contender) {
    return medians(contender).values().stream().findFirst().orElse(Double.NaN);
  }
}
