package io.cashew.node.store.policy;

/** Parts of a capacity. */
final class Shares {
  private Shares() {}

  /** So many percent of a capacity, rounded down, without overflow for any capacity there is. */
  static long percent(int percent, long capacity) {
    return capacity / 100 * percent + capacity % 100 * percent / 100;
  }
}
