package io.cashew.cluster;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.cashew.lifecycle.Part;
import io.cashew.ring.Epoch;
import io.cashew.ring.Ring;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rings that stand in the cluster store, one after the other, each newer than the last (rule
 * R18). A record that cannot be read is logged and skipped; one that goes backwards, or a record
 * that vanishes, is refused and alarmed: whoever listens keeps the last ring.
 *
 * <p>The listener is called on the store's thread and must not block. {@link #read} may overtake
 * it: compare epochs before applying a ring. Thread-safe.
 */
public final class RingFeed implements Part {
  private static final Logger log = LoggerFactory.getLogger(RingFeed.class);
  private static final long NO_RING = 0;

  private final ClusterStore store;
  private final String key;
  private final Consumer<Ring> listener;
  private final FaultListener faults;
  private final Part watch;

  /** Epoch of the last ring the listener got. Store's thread only. */
  private long delivered = NO_RING;

  @GuardedBy("this")
  private Optional<Ring> newest = Optional.empty();

  /** What is wrong with the record as it stands. */
  public enum Fault {
    /** Nothing. */
    NONE,
    /** It is older than the ring that is kept. */
    BACKWARDS,
    /** It is not there any more. */
    VANISHED,
    /** It cannot be read. */
    UNREADABLE
  }

  /** Told after every look at the record, on the store's thread. */
  @FunctionalInterface
  public interface FaultListener {
    /**
     * The record was looked at.
     *
     * @param text for people: what was found; empty if nothing is wrong
     */
    void onLook(Fault fault, String text);
  }

  /** Follows the ring from now on until the feed is closed. */
  public RingFeed(ClusterStore store, ClusterKeys keys, Consumer<Ring> listener) {
    this(store, keys, listener, (fault, text) -> {});
  }

  /** Follows the ring, and tells what is wrong with the record. */
  public RingFeed(
      ClusterStore store, ClusterKeys keys, Consumer<Ring> listener, FaultListener faults) {
    this.store = store;
    this.key = keys.ring();
    this.listener = listener;
    this.faults = faults;
    this.watch = store.watch(key, this::onSnapshot); // last: it may call at once
  }

  /**
   * Asks the store itself: a linearizable read.
   *
   * @return the newest ring this feed knows then, at least as new as the store's; empty if there is
   *     none yet. Fails with {@link ClusterStoreException} if the store is out of reach, with
   *     {@link UnreadableRecordException} if what it holds cannot be read. The listener is not
   *     told: the watch will.
   */
  public CompletableFuture<Optional<Ring>> read() {
    long known = newestEpoch();
    return store.read(key).thenApply(stored -> admit(stored.map(RingCodec::decode), known));
  }

  @Override
  public void close() {
    watch.close();
  }

  private void onSnapshot(Snapshot snapshot) {
    Optional<Versioned> stored = Optional.ofNullable(snapshot.entries().get(key));
    try {
      Optional<Ring> ring = stored.map(RingCodec::decode);
      Optional<Ring> admitted = admit(ring, delivered);
      if (epoch(ring) > delivered && epoch(ring) == epoch(admitted)) {
        delivered = epoch(ring);
        ring.ifPresent(listener);
      }
      look(ring, admitted);
    } catch (UnreadableRecordException e) {
      log.error("a ring is skipped, the last one stays", e);
      faults.onLook(Fault.UNREADABLE, String.valueOf(e.getMessage()));
    }
  }

  private void look(Optional<Ring> ring, Optional<Ring> kept) {
    if (epoch(ring) >= delivered) {
      faults.onLook(Fault.NONE, "");
    } else {
      faults.onLook(
          ring.isPresent() ? Fault.BACKWARDS : Fault.VANISHED,
          "the store has %s, ring %s stays in force"
              .formatted(
                  ring.map(found -> "ring " + Epoch.toText(found.epoch())).orElse("no ring"),
                  Epoch.toText(epoch(kept))));
    }
  }

  /**
   * Takes a ring in if it is news.
   *
   * @param known the newest epoch known before the ring was asked for: a watch and a read that
   *     overlap may bring theirs in either order, but neither may bring one older than this
   * @return the newest ring
   */
  private Optional<Ring> admit(Optional<Ring> ring, long known) {
    if (epoch(ring) < known) {
      log.error(
          "the ring went backwards, from epoch {} to {}: refused, the last one stays. If the"
              + " cluster store was restored from a backup: 'cashew ring raise-incarnation'.",
          Epoch.toText(known),
          ring.map(Ring::epoch).map(Epoch::toText).orElse("none"));
    }
    synchronized (this) {
      if (epoch(ring) > epoch(newest)) {
        newest = ring;
      }
      return newest;
    }
  }

  private synchronized long newestEpoch() {
    return epoch(newest);
  }

  private static long epoch(Optional<Ring> ring) {
    return ring.map(Ring::epoch).orElse(NO_RING);
  }
}
