package io.cashew.node.handover;

import io.cashew.node.load.Heritage;
import io.cashew.node.load.Inherited;
import io.cashew.node.load.Wanted;
import io.cashew.ring.RingNode;
import io.cashew.time.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The windows there are, by partition, as requests see them. Thread-safe; windows come with the
 * control thread and may close on any.
 */
final class Windows implements Heritage {
  /** Keys that all windows may remember together; the window that has one too many closes. */
  static final int MAX_TOUCHED = 1 << 18;

  private final Fetches fetches;
  private final Ticker ticker;
  private final AtomicInteger touchedInAll = new AtomicInteger();
  private final AtomicInteger count = new AtomicInteger();
  private volatile AtomicLongArray takenAt = new AtomicLongArray(0); // by partition; nanoseconds
  private volatile AtomicReferenceArray<@Nullable Window> byPartition =
      new AtomicReferenceArray<>(0);

  Windows(Fetches fetches, Ticker ticker) {
    this.fetches = fetches;
    this.ticker = ticker;
  }

  /** How many there are, open or about to be. */
  int count() {
    return count.get();
  }

  /** Begins to remember what is changed under a term. Control thread. */
  Window begin(Term term, int partitions) {
    if (byPartition.length() < partitions) {
      byPartition = new AtomicReferenceArray<>(partitions); // the first ring
    }
    Window window = new Window(term, ticker.nanos(), touchedInAll);
    Window before = byPartition.getAndSet(term.partition(), window);
    if (before == null) {
      count.incrementAndGet();
    } else {
      before.close();
    }
    return window;
  }

  void close(Window window) {
    if (byPartition.compareAndSet(window.term().partition(), window, null)) {
      count.decrementAndGet();
    }
    window.close();
  }

  /** All there are. */
  List<Window> all() {
    AtomicReferenceArray<@Nullable Window> table = byPartition;
    List<Window> found = new ArrayList<>();
    for (int p = 0; p < table.length(); p++) {
      Window window = table.get(p);
      if (window != null) {
        found.add(window);
      }
    }
    return found;
  }

  /** The window of a partition; null if it has none. */
  @Nullable Window by(int partition) {
    AtomicReferenceArray<@Nullable Window> table = byPartition;
    return partition >= 0 && partition < table.length() ? table.get(partition) : null;
  }

  /** The window of a term; null if it has none. */
  @Nullable Window of(int partition, long since) {
    Window window = by(partition);
    return window != null && window.term().since() == since ? window : null;
  }

  @Override
  public void touched(Wanted changed) {
    Window window = of(changed.partition(), changed.since());
    if (window != null && !window.touch(changed.hash(), MAX_TOUCHED)) {
      close(window);
    }
  }

  @Override
  public boolean isOpen(String group, Wanted wanted, Duration ttl) {
    Window window = of(wanted.partition(), wanted.since());
    return window != null && window.admits(group, wanted.hash(), ttl, ticker.nanos());
  }

  /** A partition has become this node's. Control thread. */
  void took(int partition, int partitions) {
    if (takenAt.length() < partitions) {
      takenAt = new AtomicLongArray(partitions); // the first ring
    }
    takenAt.set(partition, ticker.nanos());
  }

  @Override
  public boolean isRecent(int partition, Duration span) {
    AtomicLongArray times = takenAt;
    return partition >= times.length() || ticker.nanos() - times.get(partition) < span.toNanos();
  }

  @Override
  public void renounce(String group) {
    all().forEach(window -> window.renounce(group));
  }

  @Override
  public CompletableFuture<Optional<Inherited>> fetch(String group, Wanted wanted) {
    Window window = of(wanted.partition(), wanted.since());
    RingNode donor = window == null ? null : window.donor();
    return donor == null
        ? CompletableFuture.completedFuture(Optional.empty()) // it has closed since the load began
        : fetches.fetch(donor, group, wanted);
  }
}
