package io.cashew.enginebench.speed;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ScalarResult;

/**
 * Adds operations per second of the process's CPU time: of all its threads, so that garbage
 * collection and upkeep in the background count, and that it matters less what else the machine
 * does.
 */
public final class CpuProfiler implements InternalProfiler {
  /** The name of the result. */
  static final String PER_CPU_SECOND = "perCpuSecond";

  private final OperatingSystemMXBean system =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
  private long before;

  @Override
  public String getDescription() {
    return "operations per second of CPU time";
  }

  @Override
  public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
    before = system.getProcessCpuTime();
  }

  @Override
  public Collection<? extends Result<?>> afterIteration(
      BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
    double seconds = (system.getProcessCpuTime() - before) / 1e9;
    // what JMH calls an operation is a batch of them
    double operations = (double) result.getMetadata().getAllOps() * iteration.getBatchSize();
    return List.of(
        new ScalarResult(PER_CPU_SECOND, operations / seconds, "ops/s", AggregationPolicy.AVG));
  }
}
