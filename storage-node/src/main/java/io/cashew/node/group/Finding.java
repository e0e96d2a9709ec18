package io.cashew.node.group;

import static com.google.common.base.Preconditions.checkNotNull;

/**
 * What comparing a key's entry with the source showed.
 *
 * @param ageNanos of the entry
 * @param ttlLeftNanos 0: it never expires
 * @param failure how the source failed; else empty
 */
public record Finding(Verdict verdict, long ageNanos, long ttlLeftNanos, String failure) {
  static final Finding NOTHING = new Finding(Verdict.NOT_COMPARED, 0, 0, "");

  public Finding {
    checkNotNull(verdict, "verdict");
    checkNotNull(failure, "failure");
  }

  /** What it comes to. */
  public enum Verdict {
    /** The source says the same. */
    EQUAL,
    /** The source says something else, or has what memory says it lacks. */
    STALE,
    /** The source has no such key any more. */
    GONE,
    /** The key is not in memory, or was changed there meanwhile. */
    NOT_COMPARED,
    /** The source failed, or did not answer in time. */
    SOURCE_FAILED
  }
}
