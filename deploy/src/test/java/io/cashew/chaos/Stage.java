package io.cashew.chaos;

import io.cashew.lifecycle.Part;
import io.cashew.lifecycle.Parts;
import io.cashew.system.history.Fault;
import io.cashew.system.history.Key;
import io.cashew.system.history.Recorder;
import io.cashew.system.process.ProcessCluster;
import io.cashew.system.workload.VersionedSource;
import io.cashew.system.workload.Workload;
import io.cashew.time.Await;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A cluster of processes, its source and its workload. Confined to one thread. */
final class Stage implements Part {
  private static final Duration WARM_UP = Duration.ofSeconds(8);

  private final Parts parts = new Parts();
  private final Recorder recorder = new Recorder();
  private final ProcessCluster cluster;
  private final Workload workload;
  private final long start;
  private final long warm;

  /** Begins the workload, which goes on until the stage is closed, and lets it warm up. */
  Stage(Scenario scenario, Settings settings, Path directory) {
    try {
      VersionedSource source = parts.add(new VersionedSource());
      cluster =
          parts.add(
              ProcessCluster.start(
                  directory, scenario.layout(settings), source.url(), source.query()));
      workload =
          parts.add(new Workload(scenario.plan(settings), cluster.proxies(), source, recorder));
      start = System.nanoTime();
      pass(WARM_UP);
      warm = System.nanoTime();
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

  /** When it had warmed up. */
  long warm() {
    return warm;
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
    return Stream.concat(workload.sourcedKeys().stream(), workload.plainKeys().stream())
        .filter(key -> node.equals(owners.get(workload.partitionOf(key))))
        .collect(Collectors.toUnmodifiableSet());
  }

  @Override
  public void close() {
    parts.close();
  }
}
