package io.cashew.comparison;

import com.google.common.collect.ImmutableMap;
import io.cashew.comparison.load.Measured;
import java.util.Map;

/**
 * What one turn of one contender brought: figures by their names, the one that is compared first.
 */
record Sample(ImmutableMap<String, Double> figures) {
  static final String PER_SECOND = "op/s";
  static final String PER_CPU_SECOND = "op per CPU second";
  static final String RATE = "asked/s";
  static final String P50 = "p50 us";
  static final String P99 = "p99 us";
  static final String P999 = "p99.9 us";
  static final String MISSES = "misses";
  static final String FAILURES = "failures";
  static final String BYTES_PER_ENTRY = "bytes per entry";
  static final String EMPTY_MEGABYTES = "MiB when empty";

  /** Before the role whose processes have used so many microseconds of CPU for each operation. */
  static final String CPU = "CPU us: ";

  static Sample of(Measured measured, Map<String, Double> cpuMicros) {
    ImmutableMap.Builder<String, Double> figures = ImmutableMap.builder();
    figures.put(PER_SECOND, measured.perSecond());
    figures.put(P50, measured.p50());
    figures.put(P99, measured.p99());
    figures.put(P999, measured.p999());
    cpuMicros.forEach((role, micros) -> figures.put(CPU + role, micros));
    if (measured.misses() > 0) {
      figures.put(MISSES, (double) measured.misses());
    }
    if (measured.failures() > 0) {
      figures.put(FAILURES, (double) measured.failures());
    }
    return new Sample(figures.buildOrThrow());
  }

  /** The same with a figure more, which is compared first. */
  Sample first(String name, double figure) {
    return new Sample(
        ImmutableMap.<String, Double>builder().put(name, figure).putAll(figures).buildOrThrow());
  }
}
