package io.cashew.time;

/**
 * Threads in a row, each with timers of its own: what begins on one stays on it. Lanes are known by
 * their index, 0 to {@link #count} - 1. Thread-safe.
 */
public interface Lanes {
  /** What {@link #current} says on a thread that is none of the lanes. */
  int NONE = -1;

  int count();

  /** The index of the lane whose thread this is, or {@link #NONE}. */
  int current();

  /** Runs tasks on a lane. */
  Timers timers(int lane);
}
