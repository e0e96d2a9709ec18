package io.cashew.proxy.coordinator;

import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import com.google.common.collect.Maps;
import com.google.common.collect.Sets;
import io.cashew.cluster.ClusterKeys;
import io.cashew.cluster.ClusterStore;
import io.cashew.cluster.IntentFeed;
import io.cashew.cluster.ProxyReport;
import io.cashew.cluster.StoredIntent;
import io.cashew.hash.HashSpec;
import io.cashew.proxy.alarm.Alarm;
import io.cashew.proxy.alarm.Alarms;
import io.cashew.proxy.health.NodeHealth;
import io.cashew.proxy.health.Vote;
import io.cashew.ring.Epoch;
import io.cashew.ring.Member;
import io.cashew.ring.NodeId;
import io.cashew.ring.Ring;
import io.cashew.ring.RingDraft;
import io.cashew.ring.RingGoal;
import io.cashew.ring.RingPlan;
import io.cashew.time.Ticker;
import io.cashew.time.Timers;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the ring record when members come and go, when most proxies cannot reach one, and when
 * operators wish it.
 *
 * <p>A state machine: it is told of members, acknowledgements, rings, probes, wishes and elections,
 * and after each it asks itself whether the ring should change and may change now. It may not while
 * a live node has not acknowledged the present ring (rule R3), nor while the brake holds (R19). It
 * plans nothing before it knows the members and the wishes. It can be forgotten at any moment:
 * whoever is elected next sees the same and does the same.
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
  private final Alarms alarms;
  private final RingPut puts;
  private final Brake brake;
  private final Quarantine quarantine;

  private boolean elected;
  private boolean writing;
  private Timers.Timer retry = () -> {};
  private Timers.Timer nextLook = () -> {};
  private @Nullable Ring ring;
  private @Nullable ImmutableSortedMap<NodeId, Member> members;
  private @Nullable StoredIntent intent;
  private long targetDropped; // the wishes whose target is reached or impossible, by revision
  private ImmutableSortedMap<NodeId, Long> acks = ImmutableSortedMap.of();
  private ImmutableSortedMap<String, ProxyReport> proxies = ImmutableSortedMap.of();
  private ImmutableSortedMap<NodeId, NodeHealth> found = ImmutableSortedMap.of();

  /**
   * Knows nothing and is not elected.
   *
   * @param proxy the id of the proxy it runs in: the "who" of its changes
   * @param firstSpec how a cluster hashes that has no ring yet
   * @param hold how long the brake holds for nodes of which no probe says anything
   */
  public Coordinator(
      String proxy,
      ClusterStore store,
      ClusterKeys keys,
      HashSpec firstSpec,
      Timers control,
      Ticker ticker,
      InstantSource wallClock,
      Duration hold,
      Alarms alarms) {
    this.proxy = proxy;
    this.store = store;
    this.keys = keys;
    this.firstSpec = firstSpec;
    this.control = control;
    this.ticker = ticker;
    this.wallClock = wallClock;
    this.alarms = alarms;
    this.puts = new RingPut(store, keys, control);
    this.brake = new Brake(hold);
    this.quarantine = new Quarantine(ticker);
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

  /** These proxies are alive, and suspect these nodes. */
  public void onProxies(ImmutableSortedMap<String, ProxyReport> reports) {
    proxies = reports;
    reconcile();
  }

  /** This proxy's own probes found this. */
  public void onVerdicts(ImmutableSortedMap<NodeId, NodeHealth> verdicts) {
    found = verdicts;
    reconcile();
  }

  /** This is what operators want; nothing too has to be told. */
  public void onIntent(StoredIntent wishes) {
    intent = wishes;
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
    quarantine.onRing(applied);
    return true;
  }

  private void reconcile() {
    if (members == null || intent == null) {
      return;
    }
    if (ring == null) {
      if (mayWrite()) {
        first(RingGoal.of(members.values()).with(intent.intent())).ifPresent(this::write);
      }
      return;
    }
    // All proxies look, whoever is elected: they have to know since when nodes are away.
    Optional<Duration> hold = hold(ring, members);
    RingGoal goal = goal(ring, members, intent);
    lookAgain(hold);
    if (mayWrite() && hold.isEmpty()) {
      dropTarget(ring, goal, intent);
      next(ring, members, goal).ifPresent(this::write);
    }
  }

  /** The election, or the end of a write, brings us back. */
  private boolean mayWrite() {
    return elected && !writing;
  }

  private Optional<RingDraft> first(RingGoal goal) {
    if (goal.shares().isEmpty()) {
      return Optional.empty();
    }
    String why = "first ring: " + goal.shares().keySet();
    return Optional.of(RingPlan.first(firstSpec, goal, proxy, why, wallClock.millis()));
  }

  private Optional<RingDraft> next(
      Ring current, ImmutableSortedMap<NodeId, Member> registered, RingGoal goal) {
    RingPlan plan = RingPlan.of(current, goal);
    Optional<RingDraft> planned =
        plan.step(proxy, Cause.of(current, goal, plan), wallClock.millis());
    if (planned.isEmpty()) {
      return planned;
    }
    Set<NodeId> silent = silent(current, registered.keySet(), goal.members().keySet());
    if (!silent.isEmpty()) {
      log.debug("ring {} waits for acknowledgements of {}", Epoch.toText(current.epoch()), silent);
      return Optional.empty(); // the acknowledgement, or the end of the lease, wakes us
    }
    return planned;
  }

  /**
   * Registered and not condemned: who may own partitions. As many are expelled as may be at once.
   */
  private RingGoal goal(
      Ring current, ImmutableSortedMap<NodeId, Member> registered, StoredIntent wishes) {
    ImmutableSortedSet<NodeId> out =
        quarantine.keptOut(Vote.condemned(proxies, registered.values()), registered.keySet());
    ImmutableSortedSet<NodeId> now = brake.atOnce(current, out);
    if (now.size() < out.size()) {
      alarms.raise(
          Alarm.Kind.NODES_UNREACHABLE,
          ("most proxies cannot reach %s, and not all are taken out of the ring at once. If they"
                  + " run, look at the network.")
              .formatted(out));
    } else {
      alarms.clear(Alarm.Kind.NODES_UNREACHABLE);
    }
    ImmutableSortedMap<NodeId, Member> fit =
        ImmutableSortedMap.copyOf(Maps.filterKeys(registered, id -> !now.contains(id)));
    return new RingGoal(
        fit,
        ImmutableSortedSet.copyOf(Sets.intersection(now, registered.keySet())),
        wishes.intent());
  }

  /** Rule R19: whether the brake holds, for how long, and the alarm that it does. */
  private Optional<Duration> hold(Ring current, ImmutableSortedMap<NodeId, Member> registered) {
    Optional<Duration> hold = brake.check(current, registered, found, proxies, ticker.nanos());
    if (hold.isEmpty()) {
      alarms.clear(Alarm.Kind.BRAKE);
      return hold;
    }
    alarms.raise(
        Alarm.Kind.BRAKE,
        ("the registrations of %s vanished at once: nothing is given away while they answer probes."
                + " If they run, look at etcd; if they do not, start them or wait.")
            .formatted(brake.doubtful()));
    return hold;
  }

  /** Time alone may change what is to be done. */
  private void lookAgain(Optional<Duration> hold) {
    nextLook.cancel();
    hold.or(quarantine::untilNextRelease)
        .ifPresent(delay -> nextLook = control.after(delay, this::reconcile));
  }

  /**
   * Rule R3: nodes that are alive and have not applied the ring, save those that the next ring
   * removes. One that an earlier ring removed is alive for as long as its acknowledgement stands:
   * it may still serve what its successor, should that leave too, has not fenced.
   */
  private Set<NodeId> silent(Ring current, Set<NodeId> registered, Set<NodeId> staying) {
    Set<NodeId> silent = new TreeSet<>();
    for (NodeId id : Sets.union(registered, acks.keySet())) {
      boolean leavesNext = current.shares().containsKey(id) && !staying.contains(id);
      if (!leavesNext && acks.getOrDefault(id, 0L) < current.epoch()) {
        silent.add(id);
      }
    }
    return silent;
  }

  /** Forgets a wish to go back that is fulfilled or has become impossible. */
  @SuppressWarnings("FutureReturnValueIgnored") // what fails is tried again
  private void dropTarget(Ring current, RingGoal goal, StoredIntent wishes) {
    boolean over =
        wishes
            .intent()
            .target()
            .filter(target -> goal.target().isEmpty() || target.isReachedBy(current))
            .isPresent();
    if (over && targetDropped != wishes.revision()) {
      targetDropped = wishes.revision();
      IntentFeed.replace(store, keys, wishes, wishes.intent().withoutTarget())
          .whenComplete(
              (revision, failure) -> {
                if (failure != null) {
                  control.soon(this::dropTargetAgain);
                }
              });
    }
  }

  private void dropTargetAgain() {
    targetDropped = 0;
    retryLater();
  }

  private void write(RingDraft draft) {
    writing = true;
    puts.put(draft, ring, new Outcome());
  }

  private void retryLater() {
    retry.cancel();
    retry = control.after(RETRY, this::reconcile);
  }

  private final class Outcome implements RingPut.Outcome {
    @Override
    public void written(Ring written) {
      writing = false;
      learn(written); // not if the watch was faster
      reconcile(); // in any case: what was told while it was being written has waited
    }

    @Override
    public void overtaken(Optional<Ring> other) {
      writing = false;
      if (other.filter(Coordinator.this::learn).isPresent()) {
        reconcile();
      } else {
        retryLater();
      }
    }

    @Override
    public void failed() {
      writing = false;
      retryLater();
    }
  }
}
