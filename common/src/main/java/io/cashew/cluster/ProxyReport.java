package io.cashew.cluster;

import com.google.common.collect.ImmutableSortedMap;
import io.cashew.ring.NodeId;

/**
 * What a proxy says of the nodes it probes.
 *
 * @param suspects the nodes that do not answer it, each with the instance it means
 */
public record ProxyReport(ImmutableSortedMap<NodeId, Long> suspects) {
  /** Everyone answers. */
  public static final ProxyReport ALL_WELL = new ProxyReport(ImmutableSortedMap.of());

  /** Whether it suspects this life of a node. */
  public boolean suspects(NodeId node, long instance) {
    Long suspected = suspects.get(node);
    return suspected != null && suspected == instance;
  }
}
