package io.cashew.comparison;

import io.cashew.comparison.process.Running;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** CPU time that processes use between two moments, by their role. Confined to one thread. */
final class Usage {
  private final List<Running> processes;
  private final Map<String, Duration> before = new LinkedHashMap<>();
  private final Map<String, Duration> used = new LinkedHashMap<>();

  Usage(List<Running> serving, Running asking) {
    this(with(serving, asking));
  }

  Usage(List<Running> processes) {
    this.processes = processes;
  }

  private static List<Running> with(List<Running> serving, Running asking) {
    List<Running> all = new ArrayList<>(serving);
    all.add(asking);
    return all;
  }

  void begin() {
    before.putAll(now());
  }

  void end() {
    now().forEach((role, total) -> used.put(role, total.minus(before.getOrDefault(role, total))));
  }

  /** Microseconds for each of so many operations. */
  Map<String, Double> microsPer(long operations) {
    Map<String, Double> micros = new LinkedHashMap<>();
    used.forEach(
        (role, time) ->
            micros.put(role, time.toNanos() / 1e3 / Math.max(1.0, (double) operations)));
    return micros;
  }

  private Map<String, Duration> now() {
    Map<String, Duration> total = new LinkedHashMap<>();
    for (Running process : processes) {
      total.merge(process.role(), process.cpu(), Duration::plus);
    }
    return total;
  }
}
