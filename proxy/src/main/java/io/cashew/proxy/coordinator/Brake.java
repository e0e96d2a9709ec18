package io.cashew.proxy.coordinator;

import io.cashew.ring.Member;
import io.cashew.ring.NodeId;
import io.cashew.ring.Ring;
import io.cashew.ring.RingNode;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Holds back a ring change that would remove many nodes at once (rule R19): more likely the store
 * lost their leases than they all died. An etcd that resumes after a long stall does that, and the
 * nodes are back within moments.
 *
 * <p>Until nodes are probed, time stands in for the probe: nodes that stay away for the whole hold
 * are let go.
 */
final class Brake {
  private final Duration hold;
  private Set<NodeId> missing = Set.of();
  private long missingSince;

  Brake(Duration hold) {
    this.hold = hold;
  }

  /** How long the change has to wait; zero if it may be made now. */
  Duration check(Ring ring, Map<NodeId, Member> members, long nowNanos) {
    Set<NodeId> absent = new TreeSet<>();
    int active = 0;
    for (RingNode node : ring.nodes()) {
      if (node.isActive()) {
        active++;
        if (!members.containsKey(node.id())) {
          absent.add(node.id());
        }
      }
    }
    if (absent.size() <= Math.max(1, active / 3)) {
      missing = Set.of();
      return Duration.ZERO;
    }
    if (!absent.equals(missing)) {
      missing = absent;
      missingSince = nowNanos;
    }
    Duration left = hold.minusNanos(nowNanos - missingSince);
    return left.isNegative() ? Duration.ZERO : left;
  }

  /** Who was missing at the last check, if that was too many; else empty. */
  Set<NodeId> missing() {
    return missing;
  }
}
