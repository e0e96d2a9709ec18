package io.cashew.proxy.coordinator;

import static com.google.common.collect.ImmutableSortedSet.toImmutableSortedSet;
import static java.util.Comparator.naturalOrder;

import com.google.common.collect.ImmutableSortedSet;
import io.cashew.cluster.ProxyReport;
import io.cashew.proxy.health.NodeHealth;
import io.cashew.proxy.health.Suspicion.Verdict;
import io.cashew.proxy.health.Vote;
import io.cashew.ring.Member;
import io.cashew.ring.NodeId;
import io.cashew.ring.Ring;
import io.cashew.ring.RingNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Holds back a ring change that would remove many nodes at once although they may be alive (rule
 * R19): more likely the store lost their leases than they all died. An etcd that resumes after a
 * long stall does that, and the nodes are back within moments.
 *
 * <p>A node whose registration has vanished may be alive for as long as it answers this proxy's
 * probes, or most proxies'. As long as its probes say nothing, time stands in for them: one that
 * has stayed away for the whole hold counts as dead. One that said it would leave has left.
 *
 * <p>Those who vanished together come back one by one, and the last of them is no more dead than
 * the first was: when no more than may be removed are left, it goes on for the hold.
 */
public final class Brake {
  private final Duration hold;

  /** The ring's nodes that are away, and since when. */
  private final Map<NodeId, Long> away = new HashMap<>();

  /** Who said that it leaves, the last time it was registered. */
  private final Set<NodeId> leavers = new HashSet<>();

  private OptionalLong lastTooMany = OptionalLong.empty();
  private ImmutableSortedSet<NodeId> doubtful = ImmutableSortedSet.of();

  /** A brake that has seen nothing yet. */
  public Brake(Duration hold) {
    this.hold = hold;
  }

  /**
   * Whether a change has to wait, and when to ask again at the latest; empty if it may be made now.
   * To be asked whenever members, ring or probes have changed, so that it knows since when nodes
   * are away.
   */
  public Optional<Duration> check(
      Ring ring,
      Map<NodeId, Member> members,
      Map<NodeId, NodeHealth> found,
      Map<String, ProxyReport> proxies,
      long nowNanos) {
    observe(active(ring), members, nowNanos);
    ImmutableSortedSet.Builder<NodeId> alive = ImmutableSortedSet.naturalOrder();
    List<Duration> left = new ArrayList<>();
    away.forEach(
        (id, since) -> {
          Verdict verdict = verdict(found.get(id), Vote.isTrusted(proxies.values(), id));
          Duration doubt = doubt(verdict, Duration.ofNanos(nowNanos - since));
          if (!doubt.isNegative() && !doubt.isZero()) {
            alive.add(id);
            left.add(doubt);
          }
        });
    doubtful = alive.build();
    if (left.size() > most(ring)) {
      lastTooMany = OptionalLong.of(nowNanos);
    }
    return left.stream().max(naturalOrder()).flatMap(longest -> soonest(longest, nowNanos));
  }

  /** When those in doubt need be no longer, or were too many long enough ago. */
  private Optional<Duration> soonest(Duration doubt, long nowNanos) {
    if (lastTooMany.isEmpty()) {
      return Optional.empty();
    }
    Duration rest = hold.minusNanos(nowNanos - lastTooMany.getAsLong());
    return rest.isNegative() || rest.isZero()
        ? Optional.empty()
        : Optional.of(rest.compareTo(doubt) < 0 ? rest : doubt);
  }

  /** Who was away at the last check and may be alive. */
  public ImmutableSortedSet<NodeId> doubtful() {
    return doubtful;
  }

  /** Of those who are to be taken out of the ring, as many as one step may take. */
  public ImmutableSortedSet<NodeId> atOnce(Ring ring, Set<NodeId> condemned) {
    Set<NodeId> active = active(ring);
    int most = Math.max(0, most(ring) - doubtful.size());
    ImmutableSortedSet<NodeId> now =
        condemned.stream()
            .filter(active::contains)
            .sorted()
            .limit(most)
            .collect(toImmutableSortedSet(naturalOrder()));
    return condemned.stream()
        .filter(id -> now.contains(id) || !active.contains(id))
        .collect(toImmutableSortedSet(naturalOrder()));
  }

  /** How many nodes that may be alive one step may remove. */
  private static int most(Ring ring) {
    return Math.max(1, active(ring).size() / 3);
  }

  private void observe(Set<NodeId> active, Map<NodeId, Member> members, long nowNanos) {
    members.forEach(
        (id, member) -> {
          if (member.intent() == Member.Intent.LEAVE) {
            leavers.add(id);
          } else {
            leavers.remove(id);
          }
        });
    leavers.removeIf(id -> !members.containsKey(id) && !active.contains(id));
    away.keySet().removeIf(id -> members.containsKey(id) || !active.contains(id));
    active.stream()
        .filter(id -> !members.containsKey(id) && !leavers.contains(id))
        .forEach(id -> away.putIfAbsent(id, nowNanos));
  }

  /** For how long one that has been away for a time may be alive. */
  private Duration doubt(Verdict verdict, Duration awayFor) {
    return switch (verdict) {
      case WELL -> hold; // until a probe fails, and then we are asked again
      case SUSPECT -> Duration.ZERO;
      case UNKNOWN -> hold.minus(awayFor);
    };
  }

  /** Our own probes may be what fails: if most proxies reach a node, it answers. */
  private static Verdict verdict(@Nullable NodeHealth health, boolean trusted) {
    Verdict own = health == null ? Verdict.UNKNOWN : health.verdict();
    return own == Verdict.SUSPECT && trusted ? Verdict.WELL : own;
  }

  private static Set<NodeId> active(Ring ring) {
    Set<NodeId> active = new HashSet<>();
    for (RingNode node : ring.nodes()) {
      if (node.isActive()) {
        active.add(node.id());
      }
    }
    return active;
  }
}
