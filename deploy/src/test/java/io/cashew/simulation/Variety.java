package io.cashew.simulation;

/** What a run's clients and operators do. */
enum Variety {
  /** All there is. */
  ALL,
  /**
   * Nothing but gets, sets and deletes without conditions, of entries that last, and no flushes:
   * fewer things hide what a missing rule does.
   */
  PLAIN
}
