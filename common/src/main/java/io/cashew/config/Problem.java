package io.cashew.config;

import static com.google.common.base.Preconditions.checkNotNull;

/** One thing wrong with a configuration. The message says what was found and what is expected. */
public record Problem(Place place, String message) {
  public Problem {
    checkNotNull(place, "place");
    checkNotNull(message, "message");
  }

  @Override
  public String toString() {
    return place + ": " + message;
  }
}
