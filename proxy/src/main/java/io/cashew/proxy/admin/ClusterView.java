package io.cashew.proxy.admin;

import com.google.common.collect.ImmutableSortedMap;
import com.google.common.net.HostAndPort;
import io.cashew.cluster.CoordinatorCodec;
import io.cashew.cluster.ProxyReport;
import io.cashew.cluster.Snapshot;
import io.cashew.cluster.StoredIntent;
import io.cashew.group.GroupSpec;
import io.cashew.ring.Member;
import io.cashew.ring.NodeId;
import io.cashew.ring.Ring;
import io.cashew.ring.RingIntent;
import io.cashew.ring.RingNode;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What a proxy knows of its cluster, for people: each part the newest that was told, the parts not
 * always of one moment. Thread-safe; written on the cluster store's thread.
 */
public final class ClusterView {
  private final String proxy;
  private final Supplier<Optional<Ring>> ring;
  private volatile ImmutableSortedMap<NodeId, Member> members = ImmutableSortedMap.of();
  private volatile ImmutableSortedMap<NodeId, Long> acks = ImmutableSortedMap.of();
  private volatile ImmutableSortedMap<String, ProxyReport> proxies = ImmutableSortedMap.of();
  private volatile ImmutableSortedMap<String, GroupSpec> groups = ImmutableSortedMap.of();
  private volatile boolean groupsKnown;
  private final List<Consumer<Set<String>>> groupListeners = new CopyOnWriteArrayList<>();
  private volatile Optional<String> coordinator = Optional.empty();
  private volatile StoredIntent intent = StoredIntent.NONE;

  /**
   * Knows nothing yet.
   *
   * @param proxy the id of the proxy whose view it is
   * @param ring the ring that requests are routed by at the moment
   */
  public ClusterView(String proxy, Supplier<Optional<Ring>> ring) {
    this.proxy = proxy;
    this.ring = ring;
  }

  public void onMembers(ImmutableSortedMap<NodeId, Member> registered) {
    members = registered;
  }

  public void onAcks(ImmutableSortedMap<NodeId, Long> acknowledged) {
    acks = acknowledged;
  }

  public void onProxies(ImmutableSortedMap<String, ProxyReport> registered) {
    proxies = registered;
  }

  public void onGroups(ImmutableSortedMap<String, GroupSpec> configured) {
    groups = configured;
    groupsKnown = true;
    groupListeners.forEach(listener -> listener.accept(configured.keySet()));
  }

  /** Tells a listener the names of the groups, as soon as they are known and when they change. */
  public void onGroupNames(Consumer<Set<String>> listener) {
    groupListeners.add(listener);
    if (groupsKnown) {
      listener.accept(groups.keySet());
    }
  }

  public void onIntent(StoredIntent wishes) {
    intent = wishes;
  }

  /** Told what stands under the coordinator's key. */
  public void onCoordinator(Snapshot snapshot) {
    coordinator =
        snapshot.entries().values().stream()
            .findFirst()
            .map(stored -> CoordinatorCodec.decode(stored.value()));
  }

  public String proxy() {
    return proxy;
  }

  public Optional<Ring> ring() {
    return ring.get();
  }

  /** Nodes that hold a lease. */
  public ImmutableSortedMap<NodeId, Member> members() {
    return members;
  }

  /** Where the nodes listen: those in the ring and those that are registered. */
  ImmutableSortedMap<NodeId, HostAndPort> addresses() {
    TreeMap<NodeId, HostAndPort> addresses = new TreeMap<>();
    ring()
        .ifPresent(
            known ->
                known.nodes().stream()
                    .filter(RingNode::isActive)
                    .forEach(node -> addresses.put(node.id(), node.address())));
    members.values().forEach(member -> addresses.put(member.id(), member.address()));
    return ImmutableSortedMap.copyOf(addresses);
  }

  /** The epoch each node has acknowledged. */
  public ImmutableSortedMap<NodeId, Long> acks() {
    return acks;
  }

  /** Proxies that hold a lease. */
  public ImmutableSortedMap<String, ProxyReport> proxies() {
    return proxies;
  }

  public ImmutableSortedMap<String, GroupSpec> groups() {
    return groups;
  }

  /** What operators want of the ring. */
  public RingIntent intent() {
    return intent.intent();
  }

  /** The proxy that plans ring changes. */
  public Optional<String> coordinator() {
    return coordinator;
  }
}
