package io.cashew.proxy.groups;

import static com.google.common.base.Preconditions.checkNotNull;

import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.net.HostAndPort;
import io.cashew.cluster.ClusterKeys;
import io.cashew.cluster.ClusterStore;
import io.cashew.cluster.MemberCodec;
import io.cashew.cluster.RingCodec;
import io.cashew.cluster.Snapshot;
import io.cashew.cluster.UnreadableRecordException;
import io.cashew.cluster.Versioned;
import io.cashew.ring.Member;
import io.cashew.ring.NodeId;
import io.cashew.ring.Ring;
import io.cashew.ring.RingNode;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All nodes that may hold something, as the cluster store has them: those in the ring and those
 * that are registered.
 *
 * @param epoch of the ring; 0: there is none
 * @param inRing those that own something by the ring, or may
 * @param nodes all of them, and where they listen
 */
record Roster(
    long epoch, ImmutableSet<NodeId> inRing, ImmutableSortedMap<NodeId, HostAndPort> nodes) {
  private static final Logger log = LoggerFactory.getLogger(Roster.class);

  Roster {
    checkNotNull(inRing, "inRing");
    checkNotNull(nodes, "nodes");
  }

  /** Two linearizable reads: a node that is in neither registers after this was called. */
  static CompletableFuture<Roster> read(ClusterStore store, ClusterKeys keys) {
    return store
        .read(keys.ring())
        .thenCompose(
            ring ->
                store.list(keys.members()).thenApply(members -> of(keys.members(), ring, members)));
  }

  private static Roster of(String prefix, Optional<Versioned> stored, Snapshot registered) {
    Map<NodeId, HostAndPort> nodes = new TreeMap<>();
    ImmutableSet.Builder<NodeId> inRing = ImmutableSet.builder();
    Optional<Ring> ring = stored.map(RingCodec::decode);
    ring.ifPresent(
        known ->
            known.nodes().stream()
                .filter(RingNode::isActive)
                .forEach(
                    node -> {
                      nodes.put(node.id(), node.address());
                      inRing.add(node.id());
                    }));
    registered
        .entries()
        .forEach(
            (key, record) -> {
              try {
                NodeId id = new NodeId(key.substring(prefix.length()));
                Member member = MemberCodec.decode(id, record.value());
                nodes.put(id, member.address());
              } catch (UnreadableRecordException | IllegalArgumentException e) {
                log.debug("{} is no node: it gets no part of the ring either", key, e);
              }
            });
    return new Roster(
        ring.map(Ring::epoch).orElse(0L), inRing.build(), ImmutableSortedMap.copyOf(nodes));
  }
}
