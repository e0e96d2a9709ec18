package io.cashew.proxy.admission;

import io.cashew.operation.Limits;

/**
 * How large the value of an answer will be: as the largest of the last ones. Confined to an event
 * loop.
 */
final class Expectation {
  /** For one connection: after five small ones half of it is forgotten. */
  static final int SHORT = 3;

  /** For all of a loop: after seven hundred. */
  static final int LONG = 10;

  private final int memory;
  private int bytes;

  /**
   * Expects so many bytes.
   *
   * @param memory each answer that is smaller takes one part in 2 to the power of this away
   */
  Expectation(int memory, int bytes) {
    this.memory = memory;
    this.bytes = bytes;
  }

  int bytes() {
    return bytes;
  }

  /** An answer had a value of so many bytes. */
  void learn(int valueBytes) {
    lower();
    bytes = Math.min(Limits.VALUE_BYTES, Math.max(valueBytes, bytes));
  }

  /** There was no room for as much: or one that asked for something large once might starve. */
  void lower() {
    bytes -= bytes >> memory;
  }
}
