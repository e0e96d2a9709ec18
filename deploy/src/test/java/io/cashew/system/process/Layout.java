package io.cashew.system.process;

import java.time.Duration;

/**
 * What a cluster under test is made of.
 *
 * @param ttl of both its groups
 */
public record Layout(int nodes, int proxies, int etcdMembers, Links links, Duration ttl) {
  /** How processes reach nodes. */
  public enum Links {
    DIRECT,
    /** Through a fault proxy per node. */
    THROUGH_FAULT_PROXIES
  }

  /** Nodes and proxies, one etcd, direct links, entries that outlive the test. */
  public static Layout of(int nodes, int proxies) {
    return new Layout(nodes, proxies, 1, Links.DIRECT, Duration.ofMinutes(30));
  }

  public Layout etcdMembers(int count) {
    return new Layout(nodes, proxies, count, links, ttl);
  }

  public Layout links(Links changed) {
    return new Layout(nodes, proxies, etcdMembers, changed, ttl);
  }

  public Layout ttl(Duration changed) {
    return new Layout(nodes, proxies, etcdMembers, links, changed);
  }
}
