package io.cashew.proxy.coordinator;

import io.cashew.cluster.ClusterKeys;
import io.cashew.cluster.ClusterStore;
import io.cashew.cluster.RingCodec;
import io.cashew.cluster.UnreadableRecordException;
import io.cashew.cluster.Versioned;
import io.cashew.ring.Ring;
import io.cashew.ring.RingChange;
import io.cashew.ring.RingDraft;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Puts a ring that is still in force over a store that knows an older one, or none: it was restored
 * from a backup, and its revisions have gone back. The next incarnation makes the ring newer than
 * all there were; owners and terms stay. Thread-safe.
 */
public final class Incarnation {
  private static final long NO_REVISION = 0;

  private final String proxy;
  private final ClusterStore store;
  private final ClusterKeys keys;
  private final InstantSource wallClock;

  /**
   * Raises nothing yet.
   *
   * @param proxy the "who" of the change
   */
  public Incarnation(String proxy, ClusterStore store, ClusterKeys keys, InstantSource wallClock) {
    this.proxy = proxy;
    this.store = store;
    this.keys = keys;
    this.wallClock = wallClock;
  }

  /**
   * Puts a ring once more.
   *
   * @return the ring that stands then; empty if somebody put another meanwhile
   */
  public CompletableFuture<Optional<Ring>> raise(Ring ring) {
    return store.read(keys.ring()).thenCompose(stored -> put(ring, stored));
  }

  private CompletableFuture<Optional<Ring>> put(Ring ring, Optional<Versioned> stored) {
    int raised = Math.max(ring.incarnation(), stored.map(Incarnation::of).orElse(0)) + 1;
    RingDraft draft =
        RingDraft.again(
            ring, raised, new RingChange(proxy, "incarnation raised", wallClock.millis(), 0, 0));
    return store
        .compareAndPut(
            keys.ring(),
            stored.map(Versioned::revision).orElse(NO_REVISION),
            RingCodec.encode(draft))
        .thenApply(
            revision ->
                revision.isPresent()
                    ? Optional.of(draft.at(revision.getAsLong()))
                    : Optional.empty());
  }

  private static int of(Versioned stored) {
    try {
      return RingCodec.decode(stored).incarnation();
    } catch (UnreadableRecordException e) {
      return 0; // whatever it was, ours is what processes go by
    }
  }
}
