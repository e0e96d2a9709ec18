package io.cashew.proxy.coordinator;

import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.Sets;
import io.cashew.cluster.ClusterKeys;
import io.cashew.cluster.ClusterStore;
import io.cashew.cluster.RingCodec;
import io.cashew.hash.HashSpec;
import io.cashew.ring.Epoch;
import io.cashew.ring.Member;
import io.cashew.ring.NodeId;
import io.cashew.ring.Ring;
import io.cashew.ring.RingDraft;
import io.cashew.ring.RingNode;
import io.cashew.ring.RingPlan;
import io.cashew.time.Ticker;
import io.cashew.time.Timers;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the ring record when members come and go.
 *
 * <p>A state machine: it is told of members, acknowledgements, rings and elections, and after each
 * it asks itself whether the ring should change and may change now. It may not while a live node
 * has not acknowledged the present ring (rule R3), nor while the brake holds (R19). It can be
 * forgotten at any moment: whoever is elected next sees the same and does the same.
 *
 * <p>Threads: everything on the control thread.
 */
public final class Coordinator {
  private static final Logger log = LoggerFactory.getLogger(Coordinator.class);
  private static final Duration RETRY = Duration.ofMillis(500);

  private final String proxy;
  private final ClusterStore store;
  private final ClusterKeys keys;
  private final HashSpec firstSpec;
  private final Timers control;
  private final Ticker ticker;
  private final InstantSource wallClock;
  private final Brake brake;

  private boolean elected;
  private boolean writing;
  private Timers.@Nullable Timer wakeUp;
  private @Nullable Ring ring;
  private @Nullable ImmutableSortedMap<NodeId, Member> members;
  private ImmutableSortedMap<NodeId, Long> acks = ImmutableSortedMap.of();

  /**
   * @param proxy the id of the proxy it runs in: the "who" of its changes
   * @param firstSpec how a cluster hashes that has no ring yet
   * @param hold how long the brake holds
   */
  public Coordinator(
      String proxy,
      ClusterStore store,
      ClusterKeys keys,
      HashSpec firstSpec,
      Timers control,
      Ticker ticker,
      InstantSource wallClock,
      Duration hold) {
    this.proxy = proxy;
    this.store = store;
    this.keys = keys;
    this.firstSpec = firstSpec;
    this.control = control;
    this.ticker = ticker;
    this.wallClock = wallClock;
    this.brake = new Brake(hold);
  }

  /** This proxy plans from now on. */
  public void onElected() {
    log.info("proxy {} plans ring changes from now on", proxy);
    elected = true;
    reconcile();
  }

  /** It no longer does. */
  public void onDeposed() {
    if (elected) {
      log.info("proxy {} no longer plans ring changes", proxy);
    }
    elected = false;
  }

  public void onMembers(ImmutableSortedMap<NodeId, Member> registered) {
    members = registered;
    reconcile();
  }

  public void onAcks(ImmutableSortedMap<NodeId, Long> acknowledged) {
    acks = acknowledged;
    reconcile();
  }

  public void onRing(Ring applied) {
    if (learn(applied)) {
      reconcile();
    }
  }

  /** Whether it was news. */
  private boolean learn(Ring applied) {
    if (ring != null && applied.epoch() <= ring.epoch()) {
      return false;
    }
    ring = applied;
    return true;
  }

  private void reconcile() {
    if (members == null) {
      return;
    }
    Duration hold = // asked also while another plans: it has to know since when nodes are away
        ring == null ? Duration.ZERO : brake.check(ring, members, ticker.nanos());
    if (!elected || writing) {
      return; // the election, or the end of the write, brings us back
    }
    Optional<RingDraft> next = ring == null ? first(members) : next(ring, members, hold);
    next.ifPresent(this::write);
  }

  private Optional<RingDraft> first(ImmutableSortedMap<NodeId, Member> registered) {
    if (registered.isEmpty()) {
      return Optional.empty();
    }
    String why = "first ring: " + registered.keySet();
    return Optional.of(
        RingPlan.first(firstSpec, registered.values(), proxy, why, wallClock.millis()));
  }

  private Optional<RingDraft> next(
      Ring current, ImmutableSortedMap<NodeId, Member> registered, Duration hold) {
    Optional<RingDraft> planned =
        RingPlan.next(
            current, registered.values(), proxy, why(current, registered), wallClock.millis());
    if (planned.isEmpty()) {
      return planned;
    }
    Set<NodeId> silent = silent(current, registered);
    if (!silent.isEmpty()) {
      log.debug("ring {} waits for acknowledgements of {}", Epoch.toText(current.epoch()), silent);
      return Optional.empty(); // the acknowledgement, or the end of the lease, wakes us
    }
    if (!hold.isZero()) {
      log.error(
          "the registrations of {} vanished at once: their partitions are not given away for {} ms."
              + " If they run, look at etcd; if they do not, start them or wait.",
          brake.doubtful(),
          hold.toMillis());
      wakeUpAfter(hold);
      return Optional.empty();
    }
    return planned;
  }

  /**
   * Rule R3: nodes that are alive and have not applied the ring, save those that the next ring
   * removes. One that an earlier ring removed is alive for as long as its acknowledgement stands:
   * it may still serve what its successor, should that leave too, has not fenced.
   */
  private Set<NodeId> silent(Ring current, ImmutableSortedMap<NodeId, Member> registered) {
    Set<NodeId> silent = new TreeSet<>();
    for (NodeId id : Sets.union(registered.keySet(), acks.keySet())) {
      boolean leavesNext = current.shares().containsKey(id) && !registered.containsKey(id);
      if (!leavesNext && acks.getOrDefault(id, 0L) < current.epoch()) {
        silent.add(id);
      }
    }
    return silent;
  }

  @SuppressWarnings("FutureReturnValueIgnored") // written() is the end of the chain
  private void write(RingDraft draft) {
    writing = true;
    long expected = ring == null ? 0 : ring.revision();
    store
        .compareAndPut(keys.ring(), expected, RingCodec.encode(draft))
        .whenComplete((revision, failure) -> control.soon(() -> written(draft, revision, failure)));
  }

  private void written(
      RingDraft draft, @Nullable OptionalLong revision, @Nullable Throwable failure) {
    writing = false;
    if (failure != null || revision == null) {
      log.warn("the ring could not be written, trying again: {}", String.valueOf(failure));
      wakeUpAfter(RETRY);
    } else if (revision.isPresent()) {
      learn(draft.at(revision.getAsLong())); // not if the watch was faster
      reconcile(); // in any case: what was told while it was being written has waited
    } else {
      readAgain(); // somebody else wrote it
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // the task on the control thread is the end
  private void readAgain() {
    store
        .read(keys.ring())
        .thenApply(stored -> stored.map(RingCodec::decode))
        .exceptionally(
            failure -> {
              log.warn("the ring could not be read, trying again: {}", failure.toString());
              return Optional.empty();
            })
        .thenAccept(stored -> control.soon(() -> onRead(stored)));
  }

  private void onRead(Optional<Ring> stored) {
    if (stored.filter(this::learn).isPresent()) {
      reconcile();
    } else {
      wakeUpAfter(RETRY);
    }
  }

  private void wakeUpAfter(Duration delay) {
    if (wakeUp != null) {
      wakeUp.cancel();
    }
    wakeUp = control.after(delay, this::reconcile);
  }

  private static String why(Ring current, Map<NodeId, Member> registered) {
    Set<NodeId> active = new TreeSet<>();
    for (RingNode node : current.nodes()) {
      if (node.isActive()) {
        active.add(node.id());
      }
    }
    List<String> parts = new ArrayList<>();
    Sets.difference(registered.keySet(), active).forEach(id -> parts.add(id + " joined"));
    Sets.difference(active, registered.keySet()).forEach(id -> parts.add(id + " left"));
    return parts.isEmpty() ? "a node changed its settings" : String.join(", ", parts);
  }
}
