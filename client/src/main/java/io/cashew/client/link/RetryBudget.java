package io.cashew.client.link;

/**
 * Keeps what is asked twice a small part of what is asked, so that clients do not hit harder what
 * is already struggling: a retry for every five requests, and {@value #RESERVE} besides. Confined
 * to an event loop.
 */
final class RetryBudget {
  private static final int REQUESTS_PER_RETRY = 5;
  private static final int RESERVE = 1_000;
  private static final int START = 100;

  /** In requests. */
  private int saved = START * REQUESTS_PER_RETRY;

  /** A request is asked for the first time. */
  void requested() {
    if (saved < RESERVE * REQUESTS_PER_RETRY) {
      saved++;
    }
  }

  /** Whether one more may be asked again. */
  boolean take() {
    if (saved < REQUESTS_PER_RETRY) {
      return false;
    }
    saved -= REQUESTS_PER_RETRY;
    return true;
  }
}
