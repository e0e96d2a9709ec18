package io.cashew.time;

/** A monotonic clock. Its zero is arbitrary: only differences mean something. */
@FunctionalInterface
public interface Ticker {
  /** Nanoseconds, as {@link System#nanoTime}. */
  long nanos();

  /** The machine's. */
  static Ticker system() {
    return System::nanoTime;
  }
}
