package io.cashew.bench;

/** What became of one key of a request, as far as its answer tells. */
public enum Ending {
  /** A value, from wherever: the protocol does not tell. */
  FOUND,
  /** It was in memory. */
  HIT,
  /** This request began the load that answered it. */
  LOADED,
  /** A load that another request had begun answered it. */
  COALESCED,
  /** The absence was remembered. */
  NEGATIVE,
  /** Past its time to live. */
  STALE,
  /** A stand-in answered. */
  GUTTER,
  /** There is no such key, in memory or at the source. */
  ABSENT,
  /** A set, delete or touch was executed. */
  DONE,
  /** It failed, and the reason was counted. */
  FAILED;

  private static final Ending[] ALL = values();

  static final int COUNT = ALL.length;

  static Ending of(int ordinal) {
    return ALL[ordinal];
  }

  /** Whether no source was asked for it; of {@link #FOUND} that is taken for granted. */
  boolean isFromMemory() {
    return this == FOUND || this == HIT || this == NEGATIVE || this == STALE;
  }
}
