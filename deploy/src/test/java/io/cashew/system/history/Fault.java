package io.cashew.system.history;

import static com.google.common.base.Preconditions.checkNotNull;

/**
 * Something was broken or mended.
 *
 * @param at nanoseconds
 */
public record Fault(Kind kind, String what, long at) {
  /** What was done. */
  public enum Kind {
    /** A process was killed. */
    KILL,
    /** Anything else: frozen, thawed, cut off, healed, started, stopped. */
    OTHER
  }

  public Fault {
    checkNotNull(kind, "kind");
    checkNotNull(what, "what");
  }
}
