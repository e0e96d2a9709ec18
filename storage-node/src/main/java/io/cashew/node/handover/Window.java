package io.cashew.node.handover;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.cashew.ring.RingNode;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The time in which a partition's entries may come from its previous owner. It remembers what was
 * changed here from the moment the term was got, before anything could be, and opens when the
 * previous owner has given its word. Thread-safe.
 *
 * <p>Keys are remembered by their hashes: two keys with one hash cost a load, no more.
 */
final class Window {
  /** However long entries live: what is not here by then is loaded. */
  static final Duration LONGEST = Duration.ofMinutes(10);

  private final Term term;
  private final long begunAt;
  private final AtomicInteger touchedInAll;

  @GuardedBy("this")
  private final Set<Long> touched = new HashSet<>();

  @GuardedBy("this")
  private final Set<String> renounced = new HashSet<>();

  @GuardedBy("this")
  private boolean closed;

  private volatile @Nullable RingNode donor; // written under the lock; null: not open

  /** {@code touchedInAll}: counts the keys that all windows remember. */
  Window(Term term, long begunAt, AtomicInteger touchedInAll) {
    this.term = term;
    this.begunAt = begunAt;
    this.touchedInAll = touchedInAll;
  }

  Term term() {
    return term;
  }

  /** The previous owner, while it can be asked. */
  @Nullable RingNode donor() {
    return donor;
  }

  synchronized void open(RingNode predecessor) {
    if (!closed) {
      donor = predecessor;
    }
  }

  /** Remembers a key that is changed here (rule R9); says whether there was room for it. */
  synchronized boolean touch(long hash, int limit) {
    if (!closed && touched.add(hash)) {
      return touchedInAll.incrementAndGet() <= limit;
    }
    return true;
  }

  /** Whether a key may come from the previous owner. */
  boolean admits(String group, long hash, Duration ttl, long now) {
    return donor != null && isUntouched(group, hash) && now - begunAt < longest(ttl);
  }

  /** Rule R9: what was changed here never comes from the previous owner. */
  private synchronized boolean isUntouched(String group, long hash) {
    return !closed && !touched.contains(hash) && !renounced.contains(group);
  }

  private static long longest(Duration ttl) {
    return ttl.isZero() || ttl.compareTo(LONGEST) > 0 ? LONGEST.toNanos() : ttl.toNanos();
  }

  boolean isOver(long now) {
    return now - begunAt >= LONGEST.toNanos();
  }

  synchronized void renounce(String group) {
    renounced.add(group);
  }

  /** For good; what was remembered is forgotten. */
  synchronized void close() {
    closed = true;
    donor = null;
    touchedInAll.addAndGet(-touched.size());
    touched.clear();
  }
}
