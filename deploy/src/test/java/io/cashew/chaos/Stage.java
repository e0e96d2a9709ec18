package io.cashew.chaos;

import io.cashew.lifecycle.Part;
import io.cashew.lifecycle.Parts;
import io.cashew.system.history.Fault;
import io.cashew.system.history.Key;
import io.cashew.system.history.Recorder;
import io.cashew.system.process.ProcessCluster;
import io.cashew.system.workload.Plan;
import io.cashew.system.workload.VersionedSource;
import io.cashew.system.workload.Workload;
import io.cashew.time.Await;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/** A cluster of processes, its source and its workload. Confined to one thread. */
final class Stage implements Part {
  private static final Duration WARM_UP = Duration.ofSeconds(10);

  private final Parts parts = new Parts();
  private final Recorder recorder = new Recorder();
  private final ProcessCluster cluster;
  private final Workload workload;
  private final long start;

  /**
   * Begins the workload, which goes on until the stage is closed. One on other keys comes first, of
   * which nothing is kept: until code is compiled, in all these JVMs, what is slow is only that.
   */
  Stage(Scenario scenario, Settings settings, Path directory) {
    try {
      VersionedSource source = parts.add(new VersionedSource());
      cluster =
          parts.add(
              ProcessCluster.start(
                  directory, scenario.layout(settings), source.url(), source.query()));
      Plan plan = scenario.plan(settings);
      try (Workload warmUp =
          new Workload(plan.onKeysAfter(), cluster.proxies(), source, new Recorder())) {
        warmUp.goOn(WARM_UP);
      }
      workload = parts.add(new Workload(plan, cluster.proxies(), source, recorder));
      start = System.nanoTime();
    } catch (RuntimeException | Error e) {
      parts.close();
      throw e;
    }
  }

  ProcessCluster cluster() {
    return cluster;
  }

  Recorder recorder() {
    return recorder;
  }

  /** Ends the workload; the cluster goes on until the stage is closed. */
  void endWorkload() {
    workload.close();
  }

  /** When the workload began. */
  long start() {
    return start;
  }

  long now() {
    return System.nanoTime();
  }

  /** Lets time pass. */
  void pass(Duration time) {
    Await.pass(time);
  }

  /** Waits until a moment, if that is still to come. */
  void until(long moment) {
    if (moment > now()) {
      pass(Duration.ofNanos(moment - now()));
    }
  }

  /** Prints what happens, with the seconds since the workload began. */
  void say(String what) {
    System.out.printf("  %7.1f s  %s%n", (now() - start) / 1e9, what);
  }

  void kill(String process) {
    recorder.fault(Fault.Kind.KILL, "kill -9 " + process);
    cluster.process(process).kill();
  }

  /** Keys whose partitions a node owns now. */
  Set<Key> keysOf(String node) {
    Map<Integer, String> owners = ProcessCluster.owners(cluster.ring("p1"));
    return workload.keysOf(partition -> node.equals(owners.get(partition)));
  }

  @Override
  public void close() {
    parts.close();
  }
}
