package io.cashew.cluster;

import com.google.common.collect.ImmutableSortedMap;
import com.google.common.net.HostAndPort;
import io.cashew.ring.NodeId;
import java.util.Optional;

/**
 * What a proxy says of itself and of the nodes it probes.
 *
 * @param suspects the nodes that do not answer it, each with the instance it means
 * @param admin where its admin service listens, as it was bound; empty: it does not say
 */
public record ProxyReport(ImmutableSortedMap<NodeId, Long> suspects, Optional<HostAndPort> admin) {
  /** Everyone answers. */
  public static final ProxyReport ALL_WELL = new ProxyReport(ImmutableSortedMap.of());

  public ProxyReport(ImmutableSortedMap<NodeId, Long> suspects) {
    this(suspects, Optional.empty());
  }

  /** The same, of a proxy whose admin service listens there. */
  public ProxyReport at(HostAndPort listening) {
    return new ProxyReport(suspects, Optional.of(listening));
  }

  /** Whether it suspects this life of a node. */
  public boolean suspects(NodeId node, long instance) {
    Long suspected = suspects.get(node);
    return suspected != null && suspected == instance;
  }
}
