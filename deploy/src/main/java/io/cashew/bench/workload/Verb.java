package io.cashew.bench.workload;

/** What a request does. */
public enum Verb {
  /** The values of one key or of many. */
  GET,
  SET,
  DELETE,
  /** A new time to live for what is in memory. */
  TOUCH
}
