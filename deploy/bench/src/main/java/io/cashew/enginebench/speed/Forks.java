package io.cashew.enginebench.speed;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * How each measurement is run: in a JVM of its own, of which there is one at a time. Warm-up and
 * measurement are so many operations rather than so much time: a machine that has others to serve
 * makes them take longer, and the same is compiled and measured.
 */
record Forks(int rounds, int warmups, int iterations, String policy) {
  private static final String[] JVM = {
    "-XX:+UseG1GC", "-Xms3g", "-Xmx3g", "-XX:MaxDirectMemorySize=2g"
  };

  /** Operations of each thread between two looks at the clock. */
  private static final int BATCH = 2_000_000;

  static Forks quick(String policy) {
    return new Forks(1, 2, 2, policy);
  }

  static Forks thorough(String policy) {
    return new Forks(5, 4, 4, policy);
  }

  Run run(Load load, Cache cache, int threads, int ttlSeconds) throws RunnerException {
    Options options =
        new OptionsBuilder()
            .include(load.pattern())
            .mode(Mode.SingleShotTime)
            .param("cache", cache.text())
            .param("ttlSeconds", String.valueOf(ttlSeconds))
            .param("policy", policy)
            .threads(threads)
            .forks(1)
            .warmupIterations(warmups)
            .warmupBatchSize(BATCH)
            .measurementIterations(iterations)
            .measurementBatchSize(BATCH)
            .addProfiler(CpuProfiler.class)
            .addProfiler(GCProfiler.class)
            .jvmArgs(JVM)
            .shouldFailOnError(true)
            .verbosity(VerboseMode.SILENT)
            .build();
    RunResult result = new Runner(options).runSingle();
    double hits = figure(result, "hits");
    return new Run(
        figure(result, CpuProfiler.PER_CPU_SECOND),
        hits / (hits + figure(result, "misses")),
        figure(result, "gc.alloc.rate.norm") / BATCH);
  }

  /** JMH puts a dot before some names, depending on its version. */
  @SuppressWarnings("rawtypes")
  private static double figure(RunResult result, String name) {
    for (Map.Entry<String, Result> secondary : result.getSecondaryResults().entrySet()) {
      @Nullable Result<?> found = secondary.getValue();
      if (found != null && secondary.getKey().replaceAll("^\\W+", "").equals(name)) {
        return found.getScore();
      }
    }
    return Double.NaN;
  }

  @Override
  public String toString() {
    return "rounds of one JVM for each cache in turn: %s; for each thread %,d operations to warm up, %,d measured; %s"
        .formatted(rounds, warmups * BATCH, iterations * BATCH, String.join(" ", JVM));
  }
}
