package io.cashew.system;

import io.cashew.lifecycle.Part;
import io.cashew.lifecycle.Parts;
import io.cashew.system.history.Bounds;
import io.cashew.system.history.Bounds.Traffic;
import io.cashew.system.process.Layout;
import io.cashew.system.process.ProcessCluster;
import io.cashew.system.workload.Plan;
import io.cashew.system.workload.VersionedSource;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A cluster of processes that several tests break one after another, each with a workload of its
 * own, and that is whole again in between.
 */
final class LoadedCluster implements Part {
  private static final int RATE = 400;
  private static final int KEYS = 300;
  private static final double WRITES = 0.2;
  private static final double SKEW = 0.6;

  /** While a partition is not fenced, every get of the most popular key may ask the source. */
  private static final int LOAD_BURST = 50;

  private static final Duration PATIENT = Duration.ofSeconds(5);

  /** Until code is compiled, in all these JVMs at once, what is slow is only that. */
  private static final Duration WARM_UP = Duration.ofSeconds(5);

  private final Parts parts = new Parts();
  private final VersionedSource source = parts.add(new VersionedSource());
  private final Path directory;
  private final Layout layout;
  private final ProcessCluster processes;
  private int runs;

  LoadedCluster(Class<?> test, Layout layout) {
    this.layout = layout;
    this.directory =
        Path.of("target", "system", test.getSimpleName() + "-" + ProcessHandle.current().pid());
    try {
      processes = parts.add(ProcessCluster.start(directory, layout, source.url(), source.query()));
      try (Run warmUp = begin("warm-up")) {
        warmUp.goOn(WARM_UP);
      }
    } catch (RuntimeException | Error e) {
      parts.close();
      throw e;
    }
  }

  ProcessCluster processes() {
    return processes;
  }

  /** Begins a workload on keys that no other had. */
  Run begin(String name) {
    return new Run(name, processes, source, nextPlan(), directory);
  }

  /** The same, for what must not fail: not even because this machine is busy for a moment. */
  Run beginPatiently(String name) {
    return new Run(name, processes, source, nextPlan().deadline(PATIENT), directory);
  }

  private Plan nextPlan() {
    return new Plan(RATE, KEYS, KEYS * runs++, WRITES, SKEW, 1);
  }

  /**
   * What a test of so many seconds is held against: at least a third of the traffic it should have.
   */
  static Bounds bounds(int seconds, int kills) {
    long operations = (long) RATE * seconds / 3;
    return Bounds.of(new Traffic(operations, operations / 20, operations / 3, kills))
        .loadBurst(LOAD_BURST);
  }

  /** Every link healed, every process running, the first nodes in the ring and no others. */
  void restore() {
    processes.restore(layout.nodes());
  }

  @Override
  public void close() {
    parts.close();
  }
}
