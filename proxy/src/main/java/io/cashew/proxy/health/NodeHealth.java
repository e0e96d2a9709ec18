package io.cashew.proxy.health;

import com.google.common.collect.ImmutableSortedMap;
import io.cashew.cluster.ProxyReport;
import io.cashew.ring.NodeId;
import java.util.Map;

/**
 * What a proxy's probes found of a node.
 *
 * @param instance which of its lives; 0 if that is not known
 * @param last what it said last
 */
public record NodeHealth(long instance, Suspicion.Verdict verdict, Pong last) {
  /** Whether it does not answer. */
  public boolean isSuspect() {
    return verdict == Suspicion.Verdict.SUSPECT;
  }

  /** What a proxy that found this tells the others. */
  public static ProxyReport report(Map<NodeId, NodeHealth> found) {
    ImmutableSortedMap.Builder<NodeId, Long> suspects = ImmutableSortedMap.naturalOrder();
    found.forEach(
        (id, health) -> {
          if (health.isSuspect()) {
            suspects.put(id, health.instance());
          }
        });
    return new ProxyReport(suspects.buildOrThrow());
  }
}
