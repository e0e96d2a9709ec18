package io.cashew.bench;

import io.cashew.time.Ticker;
import java.time.Duration;

/** Nanoseconds since a run began; negative before. */
record Clock(Ticker ticker, long origin) {
  static Clock startingIn(Duration delay, Ticker ticker) {
    return new Clock(ticker, ticker.nanos() + delay.toNanos());
  }

  long now() {
    return ticker.nanos() - origin;
  }
}
