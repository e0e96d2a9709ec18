package io.cashew.system.history;

/**
 * Something that may not have been.
 *
 * @param at nanoseconds
 */
public record Violation(Rule rule, Key key, long at, String what) {
  /** What was broken. */
  public enum Rule {
    /** A get that starts after an acknowledged delete finds nothing older. */
    STALE_READ,
    /** The same, for acknowledged sets, and for deletes of keys without a source. */
    STALE_SET,
    /** A set that was refused was not executed. */
    REFUSED_SET_READ,
    /** What was acknowledged is there, or there was a reason for it to go. */
    LOST_SET,
    /** Every request ends within its deadline and 100 ms. */
    LATE,
    /** Only the statuses of the contract, only values of the key asked for. */
    DISHONEST,
    /** One load per key, and one more for each delete. */
    STAMPEDE
  }
}
