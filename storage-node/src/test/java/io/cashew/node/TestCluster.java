package io.cashew.node;

import com.google.common.collect.ImmutableList;
import com.google.common.net.HostAndPort;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.protobuf.ByteString;
import io.cashew.cluster.AckCodec;
import io.cashew.cluster.ClusterKeys;
import io.cashew.cluster.ClusterStore;
import io.cashew.cluster.GroupCodec;
import io.cashew.cluster.InMemoryClusterStore;
import io.cashew.cluster.MemberCodec;
import io.cashew.cluster.RingCodec;
import io.cashew.cluster.Versioned;
import io.cashew.config.NodeSettings;
import io.cashew.group.GroupSettings;
import io.cashew.group.GroupSpec;
import io.cashew.hash.HashSpec;
import io.cashew.lifecycle.Part;
import io.cashew.lifecycle.Parts;
import io.cashew.ring.Member;
import io.cashew.ring.NodeId;
import io.cashew.ring.Ring;
import io.cashew.ring.RingDraft;
import io.cashew.ring.RingPlan;
import io.cashew.time.Await;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A cluster store in memory, the nodes that a test starts, and a test in the coordinator's place.
 */
final class TestCluster implements Part {
  static final Duration LEASE = Duration.ofSeconds(1);
  static final GroupSpec USERS = new GroupSpec("users", GroupSettings.defaults());

  final ClusterStore store = InMemoryClusterStore.start();
  final ClusterKeys keys = new ClusterKeys("test");
  private final Parts parts = new Parts();
  private @Nullable Ring ring;

  static NodeConfig config(String id) {
    return config(id, HostAndPort.fromParts("127.0.0.1", 0), Duration.ZERO);
  }

  static NodeConfig config(String id, HostAndPort listen, Duration drain) {
    NodeSettings settings =
        new NodeSettings(
            id,
            listen,
            Optional.empty(),
            "zone-1",
            2,
            64 << 20,
            drain,
            NodeSettings.DEFAULT_HANDOVER_RATE,
            NodeSettings.DEFAULT_SLOW_LOG);
    return new NodeConfig(settings, List.of(), List.of(USERS), LEASE);
  }

  StorageNode start(String id) {
    return start(config(id));
  }

  StorageNode start(NodeConfig config) {
    return add(StorageNode.start(config, store, keys));
  }

  /** A node to be closed with the cluster. */
  @CanIgnoreReturnValue
  StorageNode add(StorageNode node) {
    return parts.add(node);
  }

  /** A stream to a node, closed with the cluster. */
  TestLink link(StorageNode node) {
    return parts.add(new TestLink(node.address()));
  }

  /** Writes the ring of these members: the first, or the one after the last. */
  Ring putRing(String... ids) throws Exception {
    ImmutableList<Member> members =
        Arrays.stream(ids).map(this::member).collect(ImmutableList.toImmutableList());
    return put(plan(members));
  }

  Ring put(RingDraft draft) throws Exception {
    long expected = ring == null ? 0 : ring.revision();
    long revision =
        store
            .compareAndPut(keys.ring(), expected, RingCodec.encode(draft))
            .get(10, TimeUnit.SECONDS)
            .orElseThrow();
    ring = draft.at(revision);
    return ring;
  }

  /** The ring that would be next. */
  RingDraft plan(List<Member> members) {
    return ring == null
        ? RingPlan.first(HashSpec.of(4, 0), members, "test", "first", 0)
        : RingPlan.next(ring, members, "test", "next", 0).orElseThrow();
  }

  void putGroup(GroupSpec spec) throws Exception {
    String key = keys.group(spec.name());
    long expected = read(key).map(Versioned::revision).orElse(0L);
    ByteString value = GroupCodec.encode(spec);
    store.compareAndPut(key, expected, value).get(10, TimeUnit.SECONDS).orElseThrow();
  }

  /** A member as it is registered now. */
  Member member(String id) {
    return registered(id).orElseThrow();
  }

  Optional<Member> registered(String id) {
    return read(keys.member(id)).map(held -> MemberCodec.decode(new NodeId(id), held.value()));
  }

  long acknowledged(String id) {
    return read(keys.ack(id))
        .map(held -> AckCodec.decode(new NodeId(id), held.value()))
        .orElse(-1L);
  }

  void awaitAcknowledged(Ring expected, String... ids) {
    for (String id : ids) {
      Await.until(id + " has acknowledged " + expected, () -> acknowledged(id) == expected.epoch());
    }
  }

  Optional<Versioned> read(String key) {
    try {
      return store.read(key).get(10, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    parts.close();
    store.close();
  }
}
