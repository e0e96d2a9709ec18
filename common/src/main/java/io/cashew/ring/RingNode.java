package io.cashew.ring;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkNotNull;

import com.google.common.net.HostAndPort;

/**
 * A node as the ring lists it.
 *
 * @param id its name
 * @param address where proxies and other nodes connect to, with a port
 * @param zone what it may fail together with; empty if it did not say
 * @param weight its share of the partitions relative to other nodes, 1 to 1,000
 * @param state whether it may own partitions
 */
public record RingNode(NodeId id, HostAndPort address, String zone, int weight, State state) {
  public RingNode {
    checkNotNull(id, "id");
    check(address, zone, weight);
    checkNotNull(state, "state");
  }

  /** A member that takes its place in the ring. */
  static RingNode active(Member member, int weight) {
    return new RingNode(member.id(), member.address(), member.zone(), weight, State.ACTIVE);
  }

  /** The same node after it left. */
  RingNode gone() {
    return new RingNode(id, address, zone, weight, State.GONE);
  }

  /** Whether it may own partitions. */
  public boolean isActive() {
    return state == State.ACTIVE;
  }

  /** The same node after it was taken out because the proxies could not reach it. */
  RingNode expelled() {
    return new RingNode(id, address, zone, weight, State.EXPELLED);
  }

  static void check(HostAndPort address, String zone, int weight) {
    checkArgument(address.hasPort(), "address: %s (expected: host:port)", address);
    checkArgument(
        zone.length() <= Member.MAX_ZONE_CHARACTERS,
        "zone: \"%s\" (expected: at most %s characters)",
        zone,
        Member.MAX_ZONE_CHARACTERS);
    checkArgument(
        weight >= 1 && weight <= Member.MAX_WEIGHT,
        "weight: %s (expected: 1 to %s)",
        weight,
        Member.MAX_WEIGHT);
  }

  /** Whether a node may own partitions. */
  public enum State {
    /** Owns partitions, or is about to; with more nodes than partitions, perhaps never. */
    ACTIVE,
    /** Left the ring; listed as long as a partition names it as its previous owner. */
    GONE,
    /**
     * Taken out because most proxies could not reach it, while it was registered: it may still run.
     * Listed as long as a partition names it as its previous owner.
     */
    EXPELLED
  }
}
