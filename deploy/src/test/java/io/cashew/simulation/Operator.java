package io.cashew.simulation;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import io.cashew.cluster.ClusterStore;
import io.cashew.cluster.IntentFeed;
import io.cashew.ring.NodeId;
import io.cashew.ring.Ring;
import io.cashew.ring.RingIntent;
import io.cashew.ring.RingTarget;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/** Somebody who wants the partitions elsewhere every other moment. */
final class Operator {
  private static final Duration RETRY = Duration.ofMillis(500);

  private final ClusterSimulation cluster;
  private final Chance chance;
  private ClusterStore store;
  private long newest;

  Operator(ClusterSimulation cluster) {
    this.cluster = cluster;
    this.chance = cluster.chance();
  }

  void begin() {
    store = cluster.openStore("operator", new Life(cluster.time(), chance));
  }

  void changeTheirMinds() {
    Optional<Ring> ring = cluster.proxies().get(0).ring();
    if (ring.isEmpty()) {
      return;
    }
    RingIntent wishes =
        switch (chance.below(8)) {
          case 0 -> RingIntent.NONE;
          case 1 -> drain();
          case 2 -> weigh();
          default -> thereAndBack(ring.get());
        };
    cluster.story().tell("an operator wishes %s", wishes);
    put(wishes, 0);
  }

  /** In the end, all are to have their share again. */
  void wishNothing() {
    put(RingIntent.NONE, 10);
  }

  private RingIntent drain() {
    return new RingIntent(
        ImmutableSortedSet.of(anyNode()), ImmutableSortedMap.of(), Optional.empty());
  }

  private RingIntent weigh() {
    return new RingIntent(
        ImmutableSortedSet.of(),
        ImmutableSortedMap.of(anyNode(), 1 + chance.below(4)),
        Optional.empty());
  }

  private static RingIntent to(RingTarget target) {
    return new RingIntent(ImmutableSortedSet.of(), ImmutableSortedMap.of(), Optional.of(target));
  }

  /** A few partitions go to others, and at times soon go back. */
  private RingIntent thereAndBack(Ring ring) {
    RingTarget now = RingTarget.of(ring);
    List<NodeId> owners = new ArrayList<>(now.owners());
    for (int i = 0; i < 2; i++) {
      owners.set(chance.below(owners.size()), chance.oneOf(owners));
    }
    long number = newest + 1; // of the wish that is about to be put
    if (chance.oneIn(2)) {
      cluster
          .time()
          .after(
              chance.between(20, 250),
              () -> {
                if (newest == number) {
                  cluster.story().tell("the operator wishes that back");
                  put(to(now), 0);
                }
              });
    }
    return to(new RingTarget(now.epoch(), ImmutableList.copyOf(owners)));
  }

  private NodeId anyNode() {
    return chance.oneOf(cluster.nodes()).id();
  }

  private void put(RingIntent wishes, int tries) {
    long number = ++newest;
    tryToPut(wishes, number, tries);
  }

  /** Unless they have thought better of it meanwhile. */
  private void tryToPut(RingIntent wishes, long number, int tries) {
    CompletableFuture<Void> unused =
        IntentFeed.read(store, cluster.keys())
            .thenCompose(
                found ->
                    number == newest
                        ? IntentFeed.replace(store, cluster.keys(), found, wishes)
                        : CompletableFuture.completedFuture(OptionalLong.of(0)))
            .handle(
                (revision, failure) -> {
                  if (tries > 0 && (failure != null || revision.isEmpty())) {
                    cluster.time().after(RETRY, () -> tryToPut(wishes, number, tries - 1));
                  }
                  return null;
                });
  }
}
