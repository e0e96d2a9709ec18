package io.cashew.ring;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkNotNull;

/**
 * A line of the ring's history: one change, in however many steps. For people; no rule reads it.
 *
 * @param who proxy or person
 * @param why in a few words
 * @param atMillis Unix milliseconds on the clock of who wrote it, at the first step
 * @param moved partitions that changed owner
 * @param left partitions that were still to change owner after the last step
 */
public record RingChange(String who, String why, long atMillis, int moved, int left) {
  public RingChange {
    checkNotNull(who, "who");
    checkNotNull(why, "why");
    checkArgument(moved >= 0, "moved: %s (expected: >= 0)", moved);
    checkArgument(left >= 0, "left: %s (expected: >= 0)", left);
  }

  /** The same change after one step more. */
  RingChange continued(int movedMore, int stillLeft) {
    return new RingChange(who, why, atMillis, moved + movedMore, stillLeft);
  }
}
