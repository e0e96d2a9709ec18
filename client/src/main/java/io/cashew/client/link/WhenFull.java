package io.cashew.client.link;

/** What becomes of a request while as many are unanswered as the client allows. */
public enum WhenFull {
  /** It fails at once. */
  FAIL,
  /** The calling thread waits, within the request's deadline. */
  WAIT
}
