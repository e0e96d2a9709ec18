package io.cashew.node.store.memory;

import static com.google.common.base.Preconditions.checkState;

import java.util.HashSet;
import java.util.Set;

/**
 * Numbers from 1 to 255 for the tags in use, so that a record has one byte for its tag and not
 * eight. Tags are epochs: there are as many as ring changes in the life of an entry, which is a
 * few.
 */
final class Tags {
  /** No number. */
  static final int NONE = 0;

  private static final int MAX = 255;

  private final long[] tags = new long[MAX + 1];
  private final int[] uses = new int[MAX + 1];
  private int last = 1; // what was acquired last is most likely acquired again

  /**
   * Takes the number of a tag for one record. Should so many tags be in use that there is none
   * left, it is the number of the greatest tag below: that can cost a hit, but it cannot make one.
   *
   * @return {@link #NONE} if there is no tag below either
   */
  int acquire(long tag) {
    if (uses[last] == 0 || tags[last] != tag) {
      int number = numberOf(tag);
      if (number == NONE) {
        return NONE;
      }
      last = number;
    }
    uses[last]++;
    return last;
  }

  void release(int number) {
    checkState(uses[number] > 0, "tag number %s is not in use", number);
    uses[number]--;
  }

  long tag(int number) {
    return tags[number];
  }

  private int numberOf(long tag) {
    int unused = NONE;
    int below = NONE;
    for (int number = 1; number <= MAX; number++) {
      if (uses[number] == 0) {
        unused = unused == NONE ? number : unused;
      } else if (tags[number] == tag) {
        return number;
      } else if (tags[number] < tag && (below == NONE || tags[number] > tags[below])) {
        below = number;
      }
    }
    if (unused != NONE) {
      tags[unused] = tag;
      return unused;
    }
    return below;
  }

  /** Throws if a tag in use has two numbers. Slow; for tests. */
  void checkIntegrity() {
    Set<Long> found = new HashSet<>();
    for (int number = 1; number <= MAX; number++) {
      checkState(uses[number] == 0 || found.add(tags[number]), "tag %s is twice", tags[number]);
    }
  }

  /** How many records use a number. */
  int uses(int number) {
    return uses[number];
  }
}
