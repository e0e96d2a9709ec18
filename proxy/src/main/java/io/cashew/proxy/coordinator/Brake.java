package io.cashew.proxy.coordinator;

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
import java.util.Set;
import java.util.TreeSet;

/**
 * Holds back a ring change that would remove many nodes at once (rule R19): more likely the store
 * lost their leases than they all died. An etcd that resumes after a long stall does that, and the
 * nodes are back within moments.
 *
 * <p>Until nodes are probed, time stands in for the probe: a node that has stayed away for the
 * whole hold counts as dead, and only those that may still live can be too many.
 */
final class Brake {
  private final Duration hold;

  /** The ring's nodes that are away, and since when. */
  private final Map<NodeId, Long> away = new HashMap<>();

  /** Those among them that may still live. */
  private final Set<NodeId> doubtful = new TreeSet<>();

  Brake(Duration hold) {
    this.hold = hold;
  }

  /**
   * How long a change has to wait; zero if it may be made now. To be asked whenever members or ring
   * have changed, so that it knows since when nodes are away.
   */
  Duration check(Ring ring, Map<NodeId, Member> members, long nowNanos) {
    Set<NodeId> active = new HashSet<>();
    for (RingNode node : ring.nodes()) {
      if (node.isActive()) {
        active.add(node.id());
      }
    }
    away.keySet().removeIf(id -> members.containsKey(id) || !active.contains(id));
    active.stream()
        .filter(id -> !members.containsKey(id))
        .forEach(id -> away.putIfAbsent(id, nowNanos));

    doubtful.clear();
    List<Duration> left = new ArrayList<>();
    away.forEach(
        (id, since) -> {
          Duration doubt = hold.minusNanos(nowNanos - since);
          if (!doubt.isNegative() && !doubt.isZero()) {
            doubtful.add(id);
            left.add(doubt);
          }
        });
    int most = Math.max(1, active.size() / 3);
    if (left.size() <= most) {
      return Duration.ZERO;
    }
    left.sort(null);
    return left.get(left.size() - most - 1); // then no more than that are in doubt
  }

  /** Who was away at the last check and may still live. */
  Set<NodeId> doubtful() {
    return doubtful;
  }
}
