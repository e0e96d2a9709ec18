package io.cashew.node.store;

import io.cashew.time.Ticker;

/**
 * The node's clock in the units that entries carry: milliseconds since the start for expiry, and
 * microseconds for versions, counted from a number that no earlier process can have reached.
 */
final class StoreClock {
  private static final long NANOS_PER_MICRO = 1_000;
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final Ticker ticker;
  private final long start;
  private final long firstVersion;

  StoreClock(Ticker ticker, long firstVersion) {
    this.ticker = ticker;
    this.start = ticker.nanos();
    this.firstVersion = firstVersion;
  }

  /** Nanoseconds since the start. */
  long nanos() {
    return ticker.nanos() - start;
  }

  static long millis(long nanos) {
    return nanos / NANOS_PER_MILLI;
  }

  static long nanos(long millis) {
    return millis * NANOS_PER_MILLI;
  }

  /** The version of what is stored at a time, if there is none as great yet. */
  long version(long nanos) {
    return firstVersion + nanos / NANOS_PER_MICRO;
  }

  /** Nanoseconds since what has a version was stored, as far as microseconds tell. */
  long age(long version, long nanos) {
    return Math.max(0, nanos - (version - firstVersion) * NANOS_PER_MICRO);
  }
}
