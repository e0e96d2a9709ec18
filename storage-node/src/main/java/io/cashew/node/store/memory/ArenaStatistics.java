package io.cashew.node.store.memory;

/**
 * How an arena's memory is used, in bytes.
 *
 * @param limit what it may take from the system
 * @param allocated what it has taken
 * @param segments what of that is the log
 * @param live what of the log is records in use
 * @param metadata what of the allocated is rows and index
 * @param appended records written so far
 * @param copied records copied so far, to make whole segments free
 */
public record ArenaStatistics(
    long limit,
    long allocated,
    long segments,
    long live,
    long metadata,
    long appended,
    long copied) {

  /** What of the log holds no record in use. */
  public long dead() {
    return segments - live;
  }

  /** Bytes copied for every byte written; 0 before the first. */
  public double copiedPerAppended() {
    return appended == 0 ? 0 : (double) copied / appended;
  }

  /** What two disjoint arenas use together. */
  public ArenaStatistics plus(ArenaStatistics other) {
    return new ArenaStatistics(
        limit + other.limit,
        allocated + other.allocated,
        segments + other.segments,
        live + other.live,
        metadata + other.metadata,
        appended + other.appended,
        copied + other.copied);
  }
}
