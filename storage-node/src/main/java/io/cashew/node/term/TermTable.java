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
 * is acknowledged by nobody. Writing is for the control thread.
 */
public final class TermTable {
  private static final Logger log = LoggerFactory.getLogger(TermTable.class);

  private final NodeId self;
  private final List<Consumer<Terms>> listeners = new CopyOnWriteArrayList<>();
  private volatile Terms current = Terms.NONE;

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
    Terms before = current;
    if (ring.epoch() <= before.epoch()) {
      return;
    }
    current = before.after(ring, self);
    log.info(
        "node {} applied ring {}: owns {} partitions",
        self,
        Epoch.toText(ring.epoch()),
        ring.shares().getOrDefault(self, 0));
    tell();
  }

  /**
   * A predecessor has applied a ring of the epoch given, or a newer one; or it is gone for good and
   * the epoch is that of the ring in force. Ignored if a newer ring was applied here meanwhile.
   * Control thread.
   */
  public void fenced(NodeId predecessor, long epoch) {
    Terms before = current;
    if (epoch >= before.epoch()) {
      current = before.fenced(predecessor);
      tell();
    }
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
