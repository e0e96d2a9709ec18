package io.cashew.ring;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkNotNull;

/**
 * A line of the ring's history. For people; no rule reads it.
 *
 * @param who proxy or person
 * @param why in a few words
 * @param atMillis Unix milliseconds on the clock of who wrote it
 * @param moved partitions that changed owner
 */
public record RingChange(String who, String why, long atMillis, int moved) {
  public RingChange {
    checkNotNull(who, "who");
    checkNotNull(why, "why");
    checkArgument(moved >= 0, "moved: %s (expected: >= 0)", moved);
  }
}
