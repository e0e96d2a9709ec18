package io.cashew.http;

/** Knows what to do with clients that connect. */
@FunctionalInterface
public interface HttpSessions {
  /**
   * Of a client that has connected. Called on the connection's event loop, as is all that the
   * session has.
   *
   * @param client for people
   * @param cut ends the connection at once
   */
  HttpSession open(String client, Runnable cut);
}
