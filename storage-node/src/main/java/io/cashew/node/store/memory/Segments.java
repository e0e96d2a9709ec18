package io.cashew.node.store.memory;

import static com.google.common.base.Preconditions.checkState;

import org.jspecify.annotations.Nullable;

/**
 * The pages that hold the log: how far each is filled, how much of it is alive, and who reads it
 * without the shard's lock. A segment that is sealed and dead is a spare page again at once.
 */
final class Segments {
  static final int NONE = -1;

  private final Pages pages;
  private final @Nullable State[] states;
  private final int[] filled;
  private final int[] live;
  private final int[] pins;
  private final int[] generations;
  private final long[] sealedAt; // how many were sealed before
  private long seals;
  private int count;
  private long liveBytes;

  Segments(Pages pages) {
    int limit = pages.limit();
    this.pages = pages;
    this.states = new @Nullable State[limit];
    this.filled = new int[limit];
    this.live = new int[limit];
    this.pins = new int[limit];
    this.generations = new int[limit];
    this.sealedAt = new long[limit];
  }

  /** How many pages are segments. */
  int count() {
    return count;
  }

  /** Bytes of all records that are alive. */
  long liveBytes() {
    return liveBytes;
  }

  /** Bytes of segments that hold no living record: what died, and the unused ends. */
  long deadBytes() {
    return (long) count * pages.pageBytes() - liveBytes;
  }

  int live(int page) {
    return live[page];
  }

  int filled(int page) {
    return filled[page];
  }

  boolean isSegment(int page) {
    return states[page] != null;
  }

  /** How often the records in a segment have been saved from cleaning. */
  int generation(int page) {
    return generations[page];
  }

  /** Makes a page a segment to append to. */
  int open(int generation) {
    int page = pages.take();
    generations[page] = generation;
    states[page] = State.OPEN;
    filled[page] = 0;
    live[page] = 0;
    count++;
    return page;
  }

  /** Adds a living record at the end of an open segment; returns the place. */
  int append(int page, int bytes) {
    int place = filled[page];
    filled[page] = place + bytes;
    live[page] += bytes;
    liveBytes += bytes;
    return place;
  }

  int room(int page) {
    return pages.pageBytes() - filled[page];
  }

  /** Nothing is appended to the segment any more. */
  void seal(int page) {
    states[page] = State.SEALED;
    sealedAt[page] = seals;
    seals++;
    releaseIfDead(page);
  }

  /** A record in the segment has died. */
  void kill(int page, int bytes) {
    live[page] -= bytes;
    liveBytes -= bytes;
    releaseIfDead(page);
  }

  /** Keeps a segment's bytes as they are, for a reader without the shard's lock. */
  void pin(int page) {
    pins[page]++;
  }

  void unpin(int page) {
    pins[page]--;
    releaseIfDead(page);
  }

  /** Has the cleaner walk a sealed segment; it stays until {@link #cleaned}. */
  void startCleaning(int page) {
    states[page] = State.CLEANING;
  }

  /** The cleaner is done with a segment. */
  void cleaned(int page) {
    states[page] = State.SEALED;
    releaseIfDead(page);
  }

  /**
   * The segment that is cheapest to clean for what it brings and for how long: most dead, and of
   * those, long ago sealed. The rule is RAMCloud's (Rumble et al., FAST 2014) but for the root of
   * the age, with which there was less to copy on every mix of keys that was tried.
   *
   * @param deadBytes what has to be dead in it at least
   * @return {@link #NONE} if there is none
   */
  int mostWorthCleaning(int deadBytes) {
    int best = NONE;
    double bestWorth = 0;
    for (int page = 0; page < pages.allocated(); page++) {
      if (states[page] == State.SEALED
          && pins[page] == 0
          && pages.pageBytes() - live[page] >= deadBytes) {
        double used = (double) live[page] / pages.pageBytes();
        double worth = (1 - used) * Math.sqrt((double) (seals - sealedAt[page])) / (1 + used);
        if (worth > bestWorth) {
          best = page;
          bestWorth = worth;
        }
      }
    }
    return best;
  }

  private void releaseIfDead(int page) {
    if (states[page] == State.SEALED && live[page] == 0 && pins[page] == 0) {
      states[page] = null;
      count--;
      pages.giveBack(page);
    }
  }

  boolean isOpen(int page) {
    return states[page] == State.OPEN;
  }

  boolean isBeingCleaned(int page) {
    return states[page] == State.CLEANING;
  }

  /** Compares counters with what was found alive in each page; nobody may be reading. */
  void checkIntegrity(int[] liveFound) {
    int segments = 0;
    long sum = 0;
    for (int page = 0; page < pages.limit(); page++) {
      checkState(pins[page] == 0, "page %s: %s pins", page, pins[page]);
      if (states[page] == null) {
        checkState(liveFound[page] == 0, "page %s is no segment but has records", page);
      } else {
        segments++;
        sum += live[page];
        checkState(
            live[page] == liveFound[page],
            "segment %s: %s bytes alive (records: %s)",
            page,
            live[page],
            liveFound[page]);
        checkState(
            filled[page] <= pages.pageBytes() && live[page] <= filled[page],
            "segment %s: filled %s, alive %s",
            page,
            filled[page],
            live[page]);
        checkState(
            states[page] != State.SEALED || live[page] > 0, "segment %s is dead and kept", page);
      }
    }
    checkState(count == segments, "segments: %s (expected: %s)", count, segments);
    checkState(liveBytes == sum, "alive: %s bytes (segments: %s)", liveBytes, sum);
  }

  private enum State {
    OPEN,
    SEALED,
    CLEANING
  }
}
