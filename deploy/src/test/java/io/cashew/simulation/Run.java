package io.cashew.simulation;

import io.cashew.group.Consistency;
import java.util.List;

/** What came of one seed. */
record Run(
    List<String> violations,
    List<String> schedule,
    long gets,
    long hits,
    long standIns,
    long inherited,
    long refusals,
    long knownRefusals,
    long brought,
    long notLoaded,
    long acknowledgements,
    long rings,
    long crashes) {
  /** Runs a seed. Every other seed is of a strict group. */
  static Run of(long seed) {
    return of(seed, seed % 2 == 0 ? Consistency.AVAILABLE : Consistency.STRICT);
  }

  private static Run of(long seed, Consistency consistency) {
    ClusterSimulation simulation = new ClusterSimulation(seed, consistency);
    List<String> violations = simulation.run();
    return new Run(
        violations,
        simulation.story().lines(),
        simulation.promise().gets,
        simulation.promise().hits,
        simulation.promise().standIns,
        simulation.inherited(),
        simulation.promise().refusals,
        simulation.kept().refusals,
        simulation.promise().brought,
        simulation.promise().notLoaded,
        simulation.promise().acknowledgements,
        simulation.rings(),
        simulation.chaos().crashes);
  }

  /** The schedule of a run that went wrong; empty if nothing did. Called by {@link Seeds}. */
  static List<String> scheduleOf(long seed) {
    Run run = of(seed);
    return run.violations().isEmpty() ? List.of() : run.schedule();
  }
}
