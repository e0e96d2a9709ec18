package io.cashew.node.term;

import io.cashew.ring.Epoch;
import io.cashew.ring.NodeId;
import io.cashew.ring.Ring;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The terms in force, and the one place that changes them.
 *
 * <p>Threads: operations read {@link #current} once and keep what they read; before they
 * acknowledge anything they ask {@link #holds} again, because a ring may have been applied, and the
 * fence of a successor answered, since. That second look is what lets a fence be answered without a
 * lock over all operations: an effect that came before the fence is seen by the successor's peek or
 * is acknowledged by nobody. Writing is for the control thread, except {@link #doubt}.
 *
 * <p>Begins in doubt: before the node has learned the ring from the cluster store, it acts on no
 * term (rule R11).
 */
public final class TermTable {
  private static final Logger log = LoggerFactory.getLogger(TermTable.class);

  private final NodeId self;
  private final List<Consumer<Terms>> listeners = new CopyOnWriteArrayList<>();
  private volatile Terms current = Terms.NONE; // written under the lock

  /** No ring has been applied yet: every request is ahead or stale. */
  public TermTable(NodeId self) {
    this.self = self;
  }

  /**
   * Tells a listener of every change, after it was made, on the control thread. One that throws is
   * logged and harms no other.
   */
  public void onChange(Consumer<Terms> listener) {
    listeners.add(listener);
  }

  public Terms current() {
    return current;
  }

  /** Whether the node holds the term at this moment, its predecessor fenced. */
  public boolean holds(int partition, long since) {
    return current.standing(partition, since) == Standing.HELD;
  }

  /** Applies a ring if it is newer than the one in force (rule R18). Control thread. */
  public void apply(Ring ring) {
    synchronized (this) {
      if (ring.epoch() <= current.epoch()) {
        return;
      }
      current = current.after(ring, self);
    }
    log.info(
        "node {} applied ring {}: owns {} partitions",
        self,
        Epoch.toText(ring.epoch()),
        ring.shares().getOrDefault(self, 0));
    tell();
  }

  /**
   * A predecessor has applied a ring of the epoch given, or a newer one. Ignored if a newer ring
   * was applied here meanwhile. Control thread.
   */
  public void fenced(NodeId predecessor, long epoch) {
    synchronized (this) {
      if (epoch < current.epoch()) {
        return;
      }
      current = current.fenced(predecessor);
    }
    tell();
  }

  /** A predecessor is gone for good and can do nothing on its own. Control thread. */
  public void gone(NodeId predecessor) {
    synchronized (this) {
      current = current.released(predecessor);
    }
    tell();
  }

  /** The ring applied may not be the newest: nothing is held until it is {@link #learned}. */
  public synchronized void doubt() {
    current = current.doubtful();
  }

  /** The ring applied was the newest when the cluster store was last asked. Control thread. */
  public void learned() {
    synchronized (this) {
      current = current.sure();
    }
    tell();
  }

  private void tell() {
    for (Consumer<Terms> listener : listeners) {
      try {
        listener.accept(current);
      } catch (RuntimeException e) {
        log.error("node {}: who listens to its terms failed", self, e);
      }
    }
  }
}
