package io.cashew.node.store;

import com.google.protobuf.UnsafeByteOperations;
import io.cashew.node.store.memory.Value;
import org.jspecify.annotations.Nullable;

/**
 * What a lookup found, in an object that can be used again: a hit allocates nothing then. Confined
 * to one thread; says what the last lookup found that was a hit.
 */
public final class Reading extends Value {
  private @Nullable StoreClock clock;
  private boolean absent;
  private long version;
  private long sourceVersion;
  private long ttlLeftNanos;
  private long overNanos;

  /** Whether the source has no such key; there is no value then. */
  public boolean isAbsent() {
    return absent;
  }

  /** See {@link Lookup.Hit}. */
  public long version() {
    return version;
  }

  /** Nanoseconds since the entry was stored. */
  public long ageNanos() {
    return clock == null ? 0 : clock.age(version, clock.nanos());
  }

  /** Positive if the entry expires; 0: it never does. As of the lookup. */
  public long ttlLeftNanos() {
    return ttlLeftNanos;
  }

  void found(
      StoreClock by,
      boolean isAbsent,
      long itsVersion,
      long itsSourceVersion,
      long itsTtlLeftNanos) {
    clock = by;
    absent = isAbsent;
    version = itsVersion;
    sourceVersion = itsSourceVersion;
    ttlLeftNanos = itsTtlLeftNanos;
    overNanos = 0;
  }

  /** The time of what was found is over, and has been for so long. */
  void over(long nanos) {
    overNanos = nanos;
  }

  /** What was found, for good; takes the array along, so that this must not be used again. */
  Lookup.Hit toHit() {
    return new Lookup.Hit(content(), version, ageNanos(), ttlLeftNanos);
  }

  /** As {@link #toHit}, for what may be stale. */
  Lookup toLookup() {
    return overNanos > 0 ? new Lookup.Stale(content(), version, ageNanos(), overNanos) : toHit();
  }

  private Content content() {
    return absent
        ? Content.ABSENT
        : new Content.Value(UnsafeByteOperations.unsafeWrap(bytes(), 0, length()), sourceVersion);
  }
}
