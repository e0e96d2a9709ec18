package io.cashew.operation;

/** How an answer came about. */
public enum Outcome {
  /** It was in the owner's memory. */
  HIT,
  /** The request began the load that answered it. */
  MISS_LOADED,
  /** A load begun by another request answered it. */
  COALESCED,
  /** The owner remembered that the source has no such key. */
  NEGATIVE,
  /** Past its time to live, within the group's stale window. */
  STALE,
  /** Answered by the owner's stand-in. */
  GUTTER,
  /** It is not in the owner's memory, and the source was not asked. */
  NOT_LOADED
}
