package io.cashew.node.core;

import io.cashew.group.Flushes;
import io.cashew.ring.Ring;
import io.cashew.ring.RingNode;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** What a node asks of the cluster store, never on the path of a request. Thread-safe. */
public interface ClusterView {
  /**
   * Reads the ring, linearizably: what it brings is at least as new as what stood there when this
   * was called. Empty if there is none; fails if the store is out of reach. Returns at once.
   */
  CompletableFuture<Optional<Ring>> readRing();

  /**
   * Reads what was flushed, by group, linearizably: whatever was flushed before this was called is
   * there. Fails if the store is out of reach. Returns at once.
   */
  CompletableFuture<? extends Map<String, Flushes>> readFlushes();

  /** Whether another node is registered at its address: a linearizable read. Returns at once. */
  CompletableFuture<Boolean> isRegistered(RingNode node);

  /** Whether the node's registration was confirmed within its lease. Cheap. */
  boolean isLeaseConfirmed();
}
