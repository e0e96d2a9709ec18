package io.cashew.operation;

import static com.google.common.base.Preconditions.checkNotNull;

/**
 * How long an entry is to live from now on.
 *
 * @param millis 0 unless the kind is {@link Kind#GIVEN}
 */
public record Ttl(Kind kind, long millis) {
  /** The group's. */
  public static final Ttl GROUP = new Ttl(Kind.GROUP, 0);

  /** Until it is deleted or makes room for others. */
  public static final Ttl NEVER = new Ttl(Kind.NEVER, 0);

  /** What the entry there is has left; of a new entry the group's. For sets only. */
  public static final Ttl KEPT = new Ttl(Kind.KEPT, 0);

  public Ttl {
    checkNotNull(kind, "kind");
    if (kind == Kind.GIVEN) {
      Limits.checkTtl(millis);
    }
  }

  /** Throws {@link io.cashew.status.Reason#TTL_OUT_OF_RANGE} unless 1 ms to a year is given. */
  public static Ttl ofMillis(long millis) {
    return new Ttl(Kind.GIVEN, millis);
  }

  /** Who says how long. */
  public enum Kind {
    GROUP,
    GIVEN,
    NEVER,
    KEPT
  }
}
