package io.cashew.group;

/** What a group prefers when parts of the cluster are cut off from the cluster store. */
public enum Consistency {
  /**
   * Answers: a node and a proxy that are both cut off, while the rest moves on, go on by the last
   * ring they have, and may answer with what was deleted elsewhere meanwhile.
   */
  AVAILABLE,
  /**
   * No stale answer, ever: a node answers from memory and acknowledges only while its lease is
   * confirmed and it has read the ring within a fifth of that. Otherwise gets go to the source and
   * changes fail.
   */
  STRICT
}
