package io.cashew.bench;

/** What became of one key of a request, as far as its answer tells. */
public enum Ending {
  /** A value, from wherever: the protocol does not tell. */
  FOUND(0),
  /** It was in memory. */
  HIT(1),
  /** This request began the load that answered it. */
  LOADED(2),
  /** A load that another request had begun answered it. */
  COALESCED(3),
  /** The absence was remembered. */
  NEGATIVE(4),
  /** Past its time to live. */
  STALE(5),
  /** A stand-in answered. */
  GUTTER(6),
  /** There is no such key, in memory or at the source. */
  ABSENT(7),
  /** A set, delete or touch was executed. */
  DONE(8),
  /** It failed, and the reason was counted. */
  FAILED(9);

  /** How many there are; slots are below this. */
  static final int COUNT = 10;

  private final int slot;

  Ending(int slot) {
    this.slot = slot;
  }

  /** Where it is counted. */
  int slot() {
    return slot;
  }

  /** Whether no source was asked for it; of {@link #FOUND} that is taken for granted. */
  boolean isFromMemory() {
    return this == FOUND || this == HIT || this == NEGATIVE || this == STALE;
  }
}
