package io.cashew.node.store.policy;

/**
 * Tells which entries of a large list were moved to its front so lately that to move them again
 * would change next to nothing: they are among the first sixteenth. In a cache whose entries are
 * used very unevenly that spares most moves, each of which touches the memory of four entries.
 *
 * <p>Time is counted in moves, in ticks of which 32 are as many moves as the list has entries. An
 * entry has the tick of its last move in {@value #BITS} bits; one that was left alone for exactly
 * as long as these take to come round is passed over once.
 */
final class Recency {
  static final int BITS = 6;

  private static final int MASK = (1 << BITS) - 1;
  private static final int LEAST_ENTRIES = 1024; // the order of fewer is kept exactly
  private static final int TICKS_SHIFT = 5;
  private static final int RECENT_TICKS = 2;

  private int tick;
  private int movesLeft;

  /** The tick, to be kept with an entry that is moved to the front of a list of so many. */
  int move(int size) {
    if (--movesLeft < 0) {
      tick = (tick + 1) & MASK;
      movesLeft = size >> TICKS_SHIFT;
    }
    return tick;
  }

  /** Whether an entry need not be moved that was moved at a tick. */
  boolean isRecent(int itsTick, int size) {
    return size >= LEAST_ENTRIES && ((tick - itsTick) & MASK) < RECENT_TICKS;
  }
}
