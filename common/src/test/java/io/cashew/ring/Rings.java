package io.cashew.ring;

import com.google.common.collect.ImmutableList;
import com.google.common.net.HostAndPort;
import io.cashew.hash.HashSpec;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Members and rings for tests. */
public final class Rings {
  private Rings() {}

  /** A member of weight 1. */
  public static Member member(String id) {
    return member(id, 1);
  }

  public static Member member(String id, int weight) {
    return new Member(
        new NodeId(id), HostAndPort.fromParts(id, 7400), "zone", weight, 1, Member.Intent.STAY);
  }

  /** Members of weight 1: node-000, node-001 and so on. */
  public static ImmutableList<Member> members(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> member("node-%03d".formatted(i)))
        .collect(ImmutableList.toImmutableList());
  }

  /** The first ring of a cluster, at epoch 0.1. */
  public static Ring ring(int partitions, String... ids) {
    return ring(partitions, Arrays.stream(ids).map(Rings::member).toList());
  }

  /** The first ring of a cluster, at epoch 0.1. */
  public static Ring ring(int partitions, List<Member> members) {
    return RingPlan.first(HashSpec.of(partitions, 0), members, "test", "first", 0).at(1);
  }

  /** The ring that follows, one revision later. Fails if nothing has to change. */
  public static Ring next(Ring ring, List<Member> members) {
    return RingPlan.next(ring, members, "test", "next", 0).orElseThrow().at(ring.revision() + 1);
  }
}
