package io.cashew.system;

import io.cashew.lifecycle.Part;
import io.cashew.system.history.Bounds;
import io.cashew.system.history.Fault;
import io.cashew.system.history.History;
import io.cashew.system.history.HistoryChecker;
import io.cashew.system.history.Key;
import io.cashew.system.history.Recorder;
import io.cashew.system.history.Tally;
import io.cashew.system.history.Verdict;
import io.cashew.system.process.ProcessCluster;
import io.cashew.system.workload.Plan;
import io.cashew.system.workload.VersionedSource;
import io.cashew.system.workload.Workload;
import io.cashew.time.Await;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/** A workload on a cluster of processes, the faults done meanwhile, and the verdict on it all. */
final class Run implements Part {
  private final String name;
  private final ProcessCluster cluster;
  private final Path directory;
  private final Recorder recorder = new Recorder();
  private final Plan plan;
  private final Workload workload;

  Run(String name, ProcessCluster cluster, VersionedSource source, Plan plan, Path directory) {
    this.name = name;
    this.cluster = cluster;
    this.directory = directory;
    this.plan = plan;
    this.workload = new Workload(plan, cluster.proxies(), source, recorder);
  }

  /** The workload goes on for so long. */
  void goOn(Duration time) {
    Await.pass(time);
  }

  void kill(String process) {
    recorder.fault(Fault.Kind.KILL, "kill -9 " + process);
    cluster.process(process).kill();
  }

  void terminate(String process) {
    recorder.fault("SIGTERM " + process);
    cluster.process(process).terminate();
  }

  void freeze(String process) {
    recorder.fault("SIGSTOP " + process);
    cluster.process(process).freeze();
  }

  void thaw(String process) {
    cluster.process(process).thaw();
    recorder.fault("SIGCONT " + process);
  }

  /** Does something to the cluster that the history is to tell of. */
  void does(String what, Runnable action) {
    recorder.fault(what);
    action.run();
    recorder.fault("done: " + what);
  }

  /** Keys whose partitions a node owns now. */
  Set<Key> keysOf(String node) {
    Map<Integer, String> owners = ProcessCluster.owners(cluster.ring("p1"));
    return workload.keysOf(partition -> node.equals(owners.get(partition)));
  }

  /** What has been seen so far. */
  History history() {
    return recorder.history();
  }

  /** What has been seen so far, in numbers. */
  Tally soFar() {
    return Tally.of(recorder.history());
  }

  /**
   * Ends the workload and judges what it saw.
   *
   * @throws AssertionError with the first violation and what happened around it; all of it is kept
   *     in a file
   */
  Verdict judge(Bounds bounds) {
    workload.close();
    History history = recorder.history();
    Verdict verdict = new HistoryChecker(bounds.deadline(plan.deadline())).check(history);
    System.out.println(name + ": " + verdict.tally());
    if (verdict.state() != Verdict.State.HELD) {
      Path file = directory.resolve(name + ".history.gz");
      history.write(file);
      throw new AssertionError(
          "%s%nthe history is in %s, the logs beside it"
              .formatted(HistoryChecker.explain(verdict, history), file.toAbsolutePath()));
    }
    return verdict;
  }

  @Override
  public void close() {
    workload.close();
  }
}
