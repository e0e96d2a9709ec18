package io.cashew.node.store;

import static com.google.common.base.Preconditions.checkState;

import org.jspecify.annotations.Nullable;

/**
 * The order in which a shard's entries are evicted: segmented LRU, by bytes. Guarded by the shard's
 * lock.
 *
 * <p>An entry starts in probation; used again, it becomes protected. When the protected outgrow
 * their share, the least recently used of them go back to probation. Victims come from probation,
 * so that keys used once pass through without driving out those used often.
 */
final class SegmentedLru {
  private static final int PROTECTED_PERCENT = 80;

  private final Segment probation = new Segment();
  private final Segment protectedOnes = new Segment();
  private final long protectedLimit;

  SegmentedLru(long capacityBytes) {
    protectedLimit = capacityBytes / 100 * PROTECTED_PERCENT;
  }

  long bytes() {
    return probation.bytes() + protectedOnes.bytes();
  }

  void admit(Entry entry) {
    probation.add(entry);
  }

  /** Tells of another use of an entry's key. */
  void touch(Entry entry) {
    remove(entry);
    if (entry.weight() > protectedLimit) {
      probation.add(entry); // alone it would drive out all that is protected
      return;
    }
    protectedOnes.add(entry);
    while (protectedOnes.bytes() > protectedLimit) {
      demoteOldest();
    }
  }

  void remove(Entry entry) {
    checkState(entry.segment != null, "the entry is in no segment");
    entry.segment.remove(entry);
  }

  /** The next to go; null if there are no entries. */
  @Nullable Entry victim() {
    Entry oldest = probation.oldest();
    return oldest != null ? oldest : protectedOnes.oldest();
  }

  private void demoteOldest() {
    Entry oldest = protectedOnes.oldest();
    checkState(oldest != null, "protected bytes without an entry");
    protectedOnes.remove(oldest);
    probation.add(oldest);
  }

  /** Returns how many entries the segments have. */
  int checkIntegrity() {
    checkState(
        protectedOnes.bytes() <= protectedLimit,
        "protected: %s bytes (expected: at most %s)",
        protectedOnes.bytes(),
        protectedLimit);
    return probation.checkIntegrity() + protectedOnes.checkIntegrity();
  }
}
