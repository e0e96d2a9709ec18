package io.cashew.system.history;

import java.util.Optional;

/**
 * A value that says where it is from: of which key, which of its versions, and by which load or set
 * it came into the cache.
 *
 * @param version of the key, from 1
 * @param nonce of the load; unique
 */
public record Value(String key, long version, long nonce) {
  /** The value as the cache holds it. */
  public String text() {
    return key + ":" + version + ":" + nonce;
  }

  /** What a text says; empty if it is none of ours. */
  public static Optional<Value> parse(String text) {
    String[] fields = text.split(":", -1);
    if (fields.length != 3) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new Value(fields[0], Long.parseLong(fields[1]), Long.parseLong(fields[2])));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}
