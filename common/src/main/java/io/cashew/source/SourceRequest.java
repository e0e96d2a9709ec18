package io.cashew.source;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** One key that a plug-in is asked for. Immutable. */
public final class SourceRequest {
  private final String group;
  private final byte[] key;
  private final Duration timeout;
  private final String query;

  /**
   * A request, as a plug-in's own tests may make it.
   *
   * @param key is copied
   */
  public SourceRequest(String group, byte[] key, Duration timeout, String query) {
    this.group = requireNonNull(group, "group");
    this.key = key.clone();
    this.timeout = requireNonNull(timeout, "timeout");
    this.query = requireNonNull(query, "query");
  }

  /** The key's. */
  public String group() {
    return group;
  }

  /** The bytes the client sent, 1 to 1,024; the caller's own copy. */
  public byte[] key() {
    return key.clone();
  }

  /** The key, if it is text in UTF-8. */
  public String keyAsText() {
    return new String(key, StandardCharsets.UTF_8);
  }

  /** How long the load may take, at most. */
  public Duration timeout() {
    return timeout;
  }

  /** What the group's {@code source.query} says; may be empty. */
  public String query() {
    return query;
  }
}
