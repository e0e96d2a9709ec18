package io.cashew.proxy.health;

import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.net.HostAndPort;
import io.cashew.lifecycle.Part;
import io.cashew.ring.Member;
import io.cashew.ring.NodeId;
import io.cashew.ring.Ring;
import io.cashew.ring.RingNode;
import io.cashew.time.Timers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks every node twice a second whether it is there: the members, and those that own partitions
 * and are registered no more. A probe that is not answered in time has failed, and if that puts the
 * verdict in doubt the next follows at once: a node that falls silent is suspected 1.2 s after its
 * last answer was asked for at the latest.
 *
 * <p>Threads: everything on the control thread, listeners included; but {@link #found} may be read
 * by any, and {@link #close} is for whoever stops the proxy.
 */
public final class Probes implements Part {
  /** From one probe to the next. */
  public static final Duration INTERVAL = Duration.ofMillis(500);

  /** When a probe has failed. */
  public static final Duration TIMEOUT = Duration.ofMillis(350);

  private static final Logger log = LoggerFactory.getLogger(Probes.class);

  private final Pinger pinger;
  private final Timers control;
  private final Map<NodeId, Probe> probes = new TreeMap<>();
  private final List<Consumer<ImmutableSortedMap<NodeId, NodeHealth>>> verdictListeners =
      new ArrayList<>();
  private final List<Consumer<ImmutableSet<NodeId>>> suspectListeners = new ArrayList<>();
  private final List<Consumer<NodeId>> returnListeners = new ArrayList<>();
  private ImmutableSortedMap<NodeId, Member> members = ImmutableSortedMap.of();
  private @Nullable Ring ring;
  private ImmutableSet<NodeId> suspects = ImmutableSet.of();
  private volatile ImmutableSortedMap<NodeId, NodeHealth> found = ImmutableSortedMap.of();
  private volatile boolean closed;

  /** Probes nobody yet. */
  public Probes(Pinger pinger, Timers control) {
    this.pinger = pinger;
    this.control = control;
  }

  /** Tells of all nodes that are probed, whenever what is thought of one has changed. */
  public void onVerdict(Consumer<ImmutableSortedMap<NodeId, NodeHealth>> listener) {
    verdictListeners.add(listener);
  }

  /** Tells of the nodes that are suspected, whenever these have changed. */
  public void onSuspects(Consumer<ImmutableSet<NodeId>> listener) {
    suspectListeners.add(listener);
  }

  /** Tells of each node that has registered, the first time and again: connecting is worth it. */
  public void onReturn(Consumer<NodeId> listener) {
    returnListeners.add(listener);
  }

  /** What is known of the nodes, the newest answers included. */
  public ImmutableSortedMap<NodeId, NodeHealth> found() {
    return found;
  }

  /** These are registered. */
  public void onMembers(ImmutableSortedMap<NodeId, Member> registered) {
    ImmutableSortedMap<NodeId, Member> before = members;
    members = registered;
    registered.forEach(
        (id, member) -> {
          Member known = before.get(id);
          if (known == null || known.instance() != member.instance()) {
            pinger.reconnect(id);
            returnListeners.forEach(listener -> listener.accept(id));
          }
        });
    aim();
  }

  /** This is the ring. */
  public void onRing(Ring applied) {
    ring = applied;
    aim();
  }

  /** Begins to probe whoever is to be, and ends the other probes. */
  private void aim() {
    if (closed) {
      return;
    }
    Map<NodeId, Aim> wanted = new HashMap<>();
    members.forEach((id, member) -> wanted.put(id, new Aim(member.address(), member.instance())));
    if (ring != null) {
      ring.nodes().stream()
          .filter(node -> node.isActive() && !members.containsKey(node.id()))
          .forEach(node -> wanted.put(node.id(), lastKnown(node)));
    }
    probes.values().removeIf(probe -> probe.endsUnless(wanted.get(probe.id)));
    wanted.forEach(
        (id, aim) -> {
          if (!probes.containsKey(id)) {
            Probe probe = new Probe(id, aim);
            probes.put(id, probe);
            probe.send();
          }
        });
    tell();
  }

  /** One that is registered no more is looked for where it was. */
  private Aim lastKnown(RingNode node) {
    Probe probe = probes.get(node.id());
    return probe == null ? new Aim(node.address(), 0) : probe.aim;
  }

  private void tell() {
    ImmutableSortedMap<NodeId, NodeHealth> before = found;
    ImmutableSortedMap.Builder<NodeId, NodeHealth> now = ImmutableSortedMap.naturalOrder();
    ImmutableSet.Builder<NodeId> suspectsNow = ImmutableSet.builder();
    probes.forEach(
        (id, probe) -> {
          NodeHealth health = probe.health();
          now.put(id, health);
          if (health.isSuspect()) {
            suspectsNow.add(id);
          }
        });
    found = now.buildOrThrow();
    if (!sameVerdicts(before, found)) {
      verdictListeners.forEach(listener -> listener.accept(found));
    }
    ImmutableSet<NodeId> suspected = suspectsNow.build();
    if (!suspected.equals(suspects)) {
      suspects = suspected;
      suspectListeners.forEach(listener -> listener.accept(suspected));
    }
  }

  private static boolean sameVerdicts(Map<NodeId, NodeHealth> before, Map<NodeId, NodeHealth> now) {
    return before.keySet().equals(now.keySet())
        && now.entrySet().stream()
            .allMatch(
                entry -> {
                  NodeHealth known = Objects.requireNonNull(before.get(entry.getKey()));
                  NodeHealth health = entry.getValue();
                  return known.verdict() == health.verdict()
                      && known.instance() == health.instance();
                });
  }

  /** Asks nobody any more, and tells nothing. */
  @Override
  public void close() {
    closed = true;
  }

  /** Where to look for which life of a node. */
  private record Aim(HostAndPort address, long instance) {}

  /** The probes of one life of a node. */
  private final class Probe {
    private final NodeId id;
    private final Aim aim;
    private final Suspicion suspicion = new Suspicion();
    private Pong last = Pong.BARE;
    private Timers.Timer next = () -> {};
    private Timers.Timer timeout = () -> {};

    /** The number of the probe that is under way; what comes of others is void. */
    private int underWay;

    Probe(NodeId id, Aim aim) {
      this.id = id;
      this.aim = aim;
    }

    NodeHealth health() {
      return new NodeHealth(aim.instance, suspicion.verdict(), last);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the task on the control thread is the end
    void send() {
      if (closed) {
        return;
      }
      int number = ++underWay;
      next = control.after(INTERVAL, this::send);
      timeout = control.after(TIMEOUT, () -> ended(number, suspicion::failed));
      ping().whenComplete((pong, failure) -> control.soon(() -> answered(number, pong, failure)));
    }

    private CompletableFuture<Pong> ping() {
      try {
        return pinger.ping(id, aim.address);
      } catch (RuntimeException e) {
        return CompletableFuture.failedFuture(e);
      }
    }

    private void answered(int number, @Nullable Pong pong, @Nullable Throwable failure) {
      if (failure == null && pong != null) {
        if (pong.isOf(id, aim.instance)) {
          ended(number, () -> accept(pong));
        } else {
          ended(number, suspicion::refused); // another lives there now
        }
      } else {
        ended(number, isRefusal(failure) ? suspicion::refused : suspicion::failed);
      }
    }

    private void accept(Pong pong) {
      last = pong;
      suspicion.answered();
    }

    private void ended(int number, Runnable judgement) {
      if (number != underWay || closed) {
        return;
      }
      underWay++; // what comes of it later is void
      timeout.cancel();
      Suspicion.Verdict before = suspicion.verdict();
      judgement.run();
      if (suspicion.verdict() != before) {
        log.info("node {} at {}: {}", id, aim.address, suspicion.verdict());
      }
      if (suspicion.isInDoubt()) {
        next.cancel();
        send();
      }
      tell();
    }

    /** Ends if it does not aim there; true if it ended. */
    boolean endsUnless(@Nullable Aim wanted) {
      if (aim.equals(wanted)) {
        return false;
      }
      underWay++;
      next.cancel();
      timeout.cancel();
      if (wanted == null) {
        pinger.forget(id);
      }
      return true;
    }
  }

  private static boolean isRefusal(@Nullable Throwable failure) {
    return failure instanceof RefusedException
        || (failure instanceof CompletionException && isRefusal(failure.getCause()));
  }
}
