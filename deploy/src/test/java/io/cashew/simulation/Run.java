package io.cashew.simulation;

import io.cashew.group.Consistency;
import io.cashew.group.Freshness;
import java.util.List;

/** What came of one seed. */
record Run(
    List<String> violations,
    List<String> schedule,
    long gets,
    long hits,
    long standIns,
    long stale,
    long inherited,
    long refusals,
    long knownRefusals,
    long brought,
    long notLoaded,
    long acknowledgements,
    long flushes,
    long rings,
    long crashes) {
  /** From this seed on, runs are {@link Variety#PLAIN}. */
  static final long PLAIN_SEEDS = 1_000_000;

  /**
   * Runs a seed. Every other seed is of a strict group. Below {@link #PLAIN_SEEDS} two of five are
   * of one whose entries are soon stale, and from there on all are plain.
   */
  static Run of(long seed) {
    Variety variety = seed < PLAIN_SEEDS ? Variety.ALL : Variety.PLAIN;
    boolean fleeting = variety == Variety.ALL && (seed % 5 == 1 || seed % 5 == 4);
    return of(
        seed,
        seed % 2 == 0 ? Consistency.AVAILABLE : Consistency.STRICT,
        fleeting ? Clients.FLEETING : Clients.LASTING,
        variety);
  }

  private static Run of(long seed, Consistency consistency, Freshness freshness, Variety variety) {
    ClusterSimulation simulation = new ClusterSimulation(seed, consistency, freshness, variety);
    List<String> violations = simulation.run();
    return new Run(
        violations,
        simulation.story().lines(),
        simulation.promise().gets,
        simulation.promise().hits,
        simulation.promise().standIns,
        simulation.promise().stale,
        simulation.inherited(),
        simulation.promise().refusals,
        simulation.kept().refusals,
        simulation.promise().brought,
        simulation.promise().notLoaded,
        simulation.promise().acknowledgements,
        simulation.flushes(),
        simulation.rings(),
        simulation.chaos().crashes);
  }

  /** The schedule of a run that went wrong; empty if nothing did. Called by {@link Seeds}. */
  static List<String> scheduleOf(long seed) {
    Run run = of(seed);
    return run.violations().isEmpty() ? List.of() : run.schedule();
  }
}
