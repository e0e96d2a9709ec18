package io.cashew.proxy.routing;

import com.google.common.collect.ImmutableList;
import com.google.common.net.HostAndPort;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.cashew.cluster.ClusterKeys;
import io.cashew.cluster.ClusterStore;
import io.cashew.cluster.RingFeed;
import io.cashew.cluster.RingFile;
import io.cashew.lifecycle.Part;
import io.cashew.operation.Limits;
import io.cashew.proxy.link.NodeLinks;
import io.cashew.ring.Epoch;
import io.cashew.ring.NodeId;
import io.cashew.ring.Ring;
import io.cashew.ring.RingNode;
import io.cashew.time.Timers;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the routing table in step with the ring record.
 *
 * <p>Threads: rings arrive one at a time on the control thread, which alone writes the table.
 * Request threads read it once per call and keep what they read. The links have a lock, because
 * they are closed by whoever closes the follower.
 */
public final class RingFollower implements Part {
  private static final Logger log = LoggerFactory.getLogger(RingFollower.class);

  /** A call that read an older table may still be using the links it found there. */
  private static final Duration RETIREMENT = Duration.ofMillis(Limits.MAX_DEADLINE_MILLIS + 5_000);

  /** How long a proxy that starts waits for the store before it takes the ring it has kept. */
  private static final Duration START_PATIENCE = Duration.ofSeconds(2);

  /** Between two reads, whatever requests want: a store out of reach fails them at once. */
  private static final Duration REFRESH_PAUSE = Duration.ofMillis(10);

  /** Where the ring in force comes from. */
  public enum Origin {
    STORE,
    /** It was kept from a former life, and the store has not answered yet. */
    DISK
  }

  /** Hears which ring requests are routed by, on the control thread. */
  @FunctionalInterface
  public interface Listener {
    void routedBy(Ring ring, Origin origin);
  }

  private final NodeLinks.Factory factory;
  private final Timers control;
  private final Optional<RingFile> file;
  private final Listener listener;
  private final AtomicBoolean refreshing = new AtomicBoolean();

  @GuardedBy("this")
  private Map<Identity, NodeLinks> links = new HashMap<>();

  @GuardedBy("this")
  private final Set<NodeLinks> retiring = new HashSet<>();

  @GuardedBy("this")
  private boolean closed;

  /** Of the ring in force. Control thread only. */
  private Origin origin = Origin.STORE;

  /** Whom this proxy cannot reach. Control thread only. */
  private Set<NodeId> suspects = Set.of();

  private volatile @Nullable RoutingTable table;
  private final RingFeed feed;

  /**
   * Follows the cluster's ring from now on.
   *
   * @param file keeps the last ring, to start from while the store is out of reach (rule R18);
   *     empty: none is kept
   * @param listener told of every ring after the table that carries it was published
   */
  public RingFollower(
      ClusterStore store,
      ClusterKeys keys,
      NodeLinks.Factory factory,
      Timers control,
      Optional<RingFile> file,
      Listener listener) {
    this.factory = factory;
    this.control = control;
    this.file = file;
    this.listener = listener;
    this.feed = new RingFeed(store, keys, ring -> control.soon(() -> onRing(ring)));
    file.ifPresent(kept -> control.after(START_PATIENCE, () -> startFrom(kept)));
  }

  /** The store has had its time to answer. */
  private void startFrom(RingFile kept) {
    if (table == null) {
      kept.read()
          .ifPresent(
              ring -> {
                origin = Origin.DISK;
                publishAndTell(ring);
              });
    }
  }

  /** These are the nodes that this proxy cannot reach. Control thread. */
  public void onSuspects(Set<NodeId> unreachable) {
    suspects = Set.copyOf(unreachable);
    RoutingTable current = table;
    if (current != null) {
      table = current.suspecting(suspects);
    }
  }

  /** A node is said to be back: links to it connect at once. */
  public synchronized void onReturned(NodeId node) {
    links.forEach(
        (identity, way) -> {
          if (identity.id().equals(node)) {
            way.reconnect();
          }
        });
  }

  /** The table in force; null as long as there is no ring. */
  @Nullable RoutingTable table() {
    return table;
  }

  /** The ring that requests are routed by. */
  public Optional<Ring> ring() {
    RoutingTable current = table;
    return current == null ? Optional.empty() : Optional.of(current.ring());
  }

  /** Whether the table in force carries a newer ring than the epoch's. */
  boolean isNewerThan(long epoch) {
    RoutingTable current = table;
    return current != null && current.ring().epoch() > epoch;
  }

  /**
   * Asks the store for the ring, once for all who want it at about the same time. Returns at once.
   */
  @SuppressWarnings("FutureReturnValueIgnored") // the task on the control thread is the end
  void refresh() {
    if (refreshing.compareAndSet(false, true)) {
      feed.read()
          .whenComplete(
              (ring, failure) -> {
                control.after(REFRESH_PAUSE, () -> refreshing.set(false));
                if (failure == null) {
                  ring.ifPresent(read -> control.soon(() -> onRing(read)));
                }
              });
    }
  }

  private void onRing(Ring ring) {
    RoutingTable current = table;
    if (current != null && origin == Origin.DISK) {
      confirm(current.ring(), ring);
    } else if (current != null && ring.epoch() <= current.ring().epoch()) {
      return; // watch and refresh overlap
    }
    origin = Origin.STORE;
    publishAndTell(ring);
    file.ifPresent(kept -> kept.write(ring));
  }

  /** The store has answered: what it has counts, whatever was kept. */
  private static void confirm(Ring kept, Ring stored) {
    if (stored.epoch() < kept.epoch()) {
      log.error(
          "{}, kept on disk, is newer than the cluster store's {}, which is followed from now on. If"
              + " the store was restored from a backup, look at docs/runbooks.md; if the cluster is"
              + " a new one, all is well.",
          kept,
          stored);
    }
  }

  private void publishAndTell(Ring ring) {
    if (!publish(ring)) {
      return;
    }
    log.info(
        "ring {}: {} nodes, digest {}",
        Epoch.toText(ring.epoch()),
        ring.shares().size(),
        ring.digest());
    listener.routedBy(ring, origin);
  }

  /** Ring and links become the table in one step; false if the follower is closed. */
  private synchronized boolean publish(Ring ring) {
    if (closed) {
      return false;
    }
    Map<Identity, NodeLinks> next = new HashMap<>();
    ImmutableList.Builder<NodeLinks> byPlace = ImmutableList.builder();
    for (RingNode node : ring.nodes()) {
      Identity identity = new Identity(node.id(), node.address());
      NodeLinks existing = links.get(identity);
      NodeLinks used = existing != null ? existing : factory.to(node.id().value(), node.address());
      next.put(identity, used);
      byPlace.add(used);
    }
    table = new RoutingTable(ring, byPlace.build(), suspects);
    links.forEach(
        (identity, old) -> {
          if (!next.containsKey(identity)) {
            retiring.add(old);
            control.after(RETIREMENT, () -> retire(old));
          }
        });
    links = next;
    return true;
  }

  private synchronized void retire(NodeLinks old) {
    if (retiring.remove(old)) {
      old.retire();
    }
  }

  /** Stops following; the links are closed. */
  @Override
  public void close() {
    feed.close();
    release().forEach(NodeLinks::close);
  }

  /** Every link there is; there will be no more. */
  private synchronized Set<NodeLinks> release() {
    closed = true;
    Set<NodeLinks> all = new HashSet<>(links.values());
    all.addAll(retiring);
    links.clear();
    retiring.clear();
    return all;
  }

  /** A node that moved to another address needs other links. */
  private record Identity(NodeId id, HostAndPort address) {}
}
