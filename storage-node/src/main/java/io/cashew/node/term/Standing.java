package io.cashew.node.term;

/** What a node may do for a request that carries a term. */
public enum Standing {
  /** The node holds the term: anything. */
  HELD,
  /**
   * The node holds the term, but the partition's previous owner may still be acting on its own:
   * gets pass through, everything else waits (rule R2).
   */
  UNFENCED,
  /**
   * The node holds the term by the ring it knows, but may have missed another: it has just started,
   * or slept. Until it has read the ring, it does no more than when unfenced (rules R11, R14).
   */
  UNSURE,
  /**
   * The request knows a newer ring than the node has applied: it waits for the node to catch up.
   */
  AHEAD,
  /** The node does not own the partition, or owns it since another epoch: nothing (rule R1). */
  STALE
}
