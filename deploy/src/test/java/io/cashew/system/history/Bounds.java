package io.cashew.system.history;

import java.time.Duration;

/**
 * What a history is held against.
 *
 * @param deadline of every request
 * @param slack beyond the deadline and the promised 100 ms: for a machine that is busy
 * @param quiet how long after its end a set of unknown fate may still take effect
 * @param losses whether entries may go that nobody deleted
 * @param loadBurst loads of one key within a second beyond one per delete
 * @param least the traffic below which a history proves nothing
 */
public record Bounds(
    Duration deadline,
    Duration slack,
    Duration quiet,
    Losses losses,
    int loadBurst,
    Traffic least) {
  /** How far behind a stand-in may answer. */
  static final Duration GUTTER_LAG = Duration.ofSeconds(1);

  /** How long after its deadline a request may end. */
  static final Duration GRACE = Duration.ofMillis(100);

  /** Whether entries may go that nobody deleted: with the node that held them, or when moved. */
  public enum Losses {
    ALLOWED,
    FORBIDDEN
  }

  /** How much happened, or has to. */
  public record Traffic(long operations, long deletes, long hits, long kills) {}

  /** Of clients that share their machine with the cluster: how long they may not get to run. */
  private static final Duration SLACK =
      Duration.ofMillis(Long.getLong("cashew.system.slack", 4_000));

  /** Bounds for a run on a busy machine in which nodes come and go. */
  public static Bounds of(Traffic least) {
    return new Bounds(
        Duration.ofSeconds(1), SLACK, Duration.ofSeconds(5), Losses.ALLOWED, 200, least);
  }

  public Bounds losses(Losses changed) {
    return new Bounds(deadline, slack, quiet, changed, loadBurst, least);
  }

  public Bounds loadBurst(int changed) {
    return new Bounds(deadline, slack, quiet, losses, changed, least);
  }

  public Bounds deadline(Duration changed) {
    return new Bounds(changed, slack, quiet, losses, loadBurst, least);
  }

  public Bounds quiet(Duration changed) {
    return new Bounds(deadline, slack, changed, losses, loadBurst, least);
  }
}
