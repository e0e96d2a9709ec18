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
 * @param intent whether it is about to leave
 */
public record Member(
    NodeId id, HostAndPort address, String zone, int weight, long instance, Intent intent) {
  public static final int MAX_WEIGHT = 1000;
  public static final int MAX_ZONE_CHARACTERS = 64;

  public Member {
    checkNotNull(id, "id");
    RingNode.check(address, zone, weight);
    checkNotNull(intent, "intent");
  }

  /** The same node, about to leave. */
  public Member leaving() {
    return new Member(id, address, zone, weight, instance, Intent.LEAVE);
  }

  /** What a member has in mind. */
  public enum Intent {
    /** To take its share of the partitions. */
    STAY,
    /** To hand over what it has and then to deregister: it is given nothing any more. */
    LEAVE
  }
}
