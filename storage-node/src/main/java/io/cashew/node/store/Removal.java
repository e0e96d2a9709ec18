package io.cashew.node.store;

/** Why an entry left memory. */
public enum Removal {
  /** It made room for others. */
  SIZE,
  /** Its time to live had passed. */
  EXPIRED,
  /** The key was stored anew. */
  REPLACED,
  /** It was deleted. */
  DELETED,
  /** Its tag was older than the term of a request for its key. */
  FENCED,
  /** The group was emptied or dropped. */
  FLUSHED,
  /** Another node has it now. */
  HANDED_OVER
}
