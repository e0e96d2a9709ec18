package io.cashew.bench;

/**
 * One connection of a {@link Target}. All calls come from one thread, the same for all of a
 * session's life.
 */
public interface Session {
  /**
   * Sends a request, or puts it with those that leave at the next {@link #flush}. Must not throw
   * and, unless the target is meant to block its callers, must not block.
   *
   * <p>The session ends each of the request's {@link Request#count} keys exactly once, by {@link
   * Request#ended} or {@link Request#failed}: now or later, on this thread or on any other. From
   * the last of these on the request is another one, and must not be touched. A request that is
   * never ended counts as unanswered when the bench is over.
   */
  void begin(Request request);

  /** What has been begun is to leave now. */
  default void flush() {}
}
