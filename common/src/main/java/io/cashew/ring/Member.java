package io.cashew.ring;

import static com.google.common.base.Preconditions.checkNotNull;

import com.google.common.net.HostAndPort;

/**
 * A node as it registers itself.
 *
 * @param id its name
 * @param address where proxies and other nodes connect to, with a port
 * @param zone what it may fail together with; empty if it does not say
 * @param weight its share of the partitions relative to other nodes, 1 to 1,000
 * @param instance drawn at each start: tells two processes with one id apart
 */
public record Member(NodeId id, HostAndPort address, String zone, int weight, long instance) {
  public static final int MAX_WEIGHT = 1000;
  public static final int MAX_ZONE_CHARACTERS = 64;

  public Member {
    checkNotNull(id, "id");
    RingNode.check(address, zone, weight);
  }
}
