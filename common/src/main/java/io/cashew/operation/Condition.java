package io.cashew.operation;

import static com.google.common.base.Preconditions.checkNotNull;

/**
 * What must be in the owner's memory for a set to be executed. That the source is known to have no
 * such key counts as nothing. The source itself is not asked.
 *
 * @param version 0 unless the kind is {@link Kind#IF_VERSION}
 */
public record Condition(Kind kind, long version) {
  /** Whatever is there. */
  public static final Condition ALWAYS = new Condition(Kind.ALWAYS, 0);

  /** No value. */
  public static final Condition IF_ABSENT = new Condition(Kind.IF_ABSENT, 0);

  /** Some value. */
  public static final Condition IF_PRESENT = new Condition(Kind.IF_PRESENT, 0);

  public Condition {
    checkNotNull(kind, "kind");
  }

  /**
   * The value of exactly this version; 0, which no value has: none. Versions are an owner's own, so
   * what has moved to another one no longer matches.
   */
  public static Condition ifVersion(long version) {
    return version == 0 ? IF_ABSENT : new Condition(Kind.IF_VERSION, version);
  }

  /** {@code there}: the version of the value in memory; 0: there is none. */
  public boolean isMetBy(long there) {
    return switch (kind) {
      case ALWAYS -> true;
      case IF_ABSENT -> there == 0;
      case IF_PRESENT -> there != 0;
      case IF_VERSION -> there == version;
    };
  }

  /** What is asked of memory. */
  public enum Kind {
    ALWAYS,
    IF_ABSENT,
    IF_PRESENT,
    IF_VERSION
  }
}
