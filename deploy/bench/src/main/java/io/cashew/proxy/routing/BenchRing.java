package io.cashew.proxy.routing;

import com.google.common.collect.ImmutableList;
import com.google.common.net.HostAndPort;
import com.google.protobuf.ByteString;
import io.cashew.cluster.ClusterKeys;
import io.cashew.cluster.InMemoryClusterStore;
import io.cashew.cluster.RingCodec;
import io.cashew.hash.HashSpec;
import io.cashew.operation.Reply;
import io.cashew.operation.RoutedOperation;
import io.cashew.proxy.link.NodeLinks;
import io.cashew.ring.Member;
import io.cashew.ring.NodeId;
import io.cashew.ring.Ring;
import io.cashew.ring.RingGoal;
import io.cashew.ring.RingPlan;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A follower whose ring has 4,096 partitions and as many nodes as are wanted, behind links that
 * lead nowhere. For one thread.
 */
final class BenchRing {
  static final int PARTITIONS = 4096;

  private static final ClusterKeys KEYS = new ClusterKeys("bench");

  private final SoonTasks tasks = new SoonTasks();
  private final InMemoryClusterStore store = InMemoryClusterStore.on(tasks);
  private final int nodes;
  private long revision;

  final RingFollower follower;

  BenchRing(int nodes) {
    this.nodes = nodes;
    follower =
        new RingFollower(
            store,
            KEYS,
            (node, address) -> new NoLinks(),
            tasks,
            Optional.empty(),
            (ring, origin) -> {});
    put(
        RingCodec.encode(
            RingPlan.first(
                HashSpec.of(PARTITIONS, 1), goal(nodes).members().values(), "bench", "start", 0)));
  }

  private static RingGoal goal(int nodes) {
    return RingGoal.of(
        IntStream.range(0, nodes)
            .mapToObj(
                i ->
                    new Member(
                        new NodeId("node-" + i),
                        HostAndPort.fromParts("10.0.%s.%s".formatted(i / 250, i % 250), 7410),
                        "",
                        1,
                        1,
                        Member.Intent.STAY))
            .collect(ImmutableList.toImmutableList()));
  }

  /** The record of the ring once another node has joined. */
  ByteString afterAnotherNodeJoined() {
    return RingCodec.encode(
        RingPlan.of(ring(), goal(nodes + 1)).step("bench", "join", 0).orElseThrow());
  }

  Ring ring() {
    return follower.ring().orElseThrow();
  }

  /** Puts a ring's record into the store; when this returns, requests are routed by it. */
  void put(ByteString record) {
    var answer = store.compareAndPut(KEYS.ring(), revision, record);
    tasks.runAll();
    revision = answer.join().orElseThrow();
  }

  /** Takes what it is given, and brings nothing back. */
  static final class NoLinks implements NodeLinks {
    @Nullable RoutedOperation last;

    @Override
    public void send(
        int lane, RoutedOperation operation, long deadline, Consumer<? super Reply> replies) {
      last = operation;
    }

    @Override
    public void reconnect() {}

    @Override
    public void retire() {}

    @Override
    public void close() {}
  }
}
