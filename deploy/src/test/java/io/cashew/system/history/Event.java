package io.cashew.system.history;

import static com.google.common.base.Preconditions.checkArgument;

/**
 * One operation of one client.
 *
 * @param client who asked, and through which proxy
 * @param version of a get: what it found, 0 if nothing; of a set: what was set; of a delete: the
 *     version that it followed
 * @param nonce of the value found; 0 if none
 * @param start nanoseconds, when it was sent
 * @param end nanoseconds, when its answer was there
 */
public record Event(
    String client,
    Kind kind,
    Key key,
    long version,
    long nonce,
    long start,
    long end,
    Ending ending) {
  /** What was asked. */
  public enum Kind {
    GET,
    SET,
    DELETE
  }

  public Event {
    checkArgument(end >= start, "end: %s (expected: >= start, %s)", end, start);
  }

  boolean isAcknowledged() {
    return ending instanceof Ending.Done;
  }

  boolean isWrite() {
    return kind != Kind.GET;
  }

  boolean hasFound() {
    return ending instanceof Ending.Found;
  }
}
