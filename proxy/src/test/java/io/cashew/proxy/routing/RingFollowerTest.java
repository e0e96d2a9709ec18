package io.cashew.proxy.routing;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.cashew.cluster.ClusterKeys;
import io.cashew.cluster.InMemoryClusterStore;
import io.cashew.cluster.RingFile;
import io.cashew.operation.Operation;
import io.cashew.operation.Reply;
import io.cashew.operation.RoutedOperation;
import io.cashew.proxy.fake.FakeNode;
import io.cashew.proxy.fake.FaultyStore;
import io.cashew.proxy.fake.RingWriter;
import io.cashew.proxy.link.NodeLinks;
import io.cashew.proxy.routing.RingFollower.Origin;
import io.cashew.ring.Ring;
import io.cashew.rpc.EventLoops;
import io.cashew.time.Await;
import io.cashew.time.FakeTime;
import io.cashew.time.Ticker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
final class RingFollowerTest {
  private static final ClusterKeys KEYS = new ClusterKeys("test");

  private final FakeTime time = new FakeTime();
  private final EventLoops loops = EventLoops.start("test-proxy", 1);
  private final InMemoryClusterStore memory = InMemoryClusterStore.start();
  private final FaultyStore store = new FaultyStore(memory);
  private final RingWriter rings = new RingWriter(memory, KEYS);
  private final FakeNode a = FakeNode.start("a");
  private final FakeNode b = FakeNode.start("b");
  private final List<Long> applied = new ArrayList<>();
  private final List<RingFollower.Origin> origins = new ArrayList<>();
  private final RingFollower follower =
      new RingFollower(
          store,
          KEYS,
          NodeLinks.streams(loops, Ticker.system()),
          time,
          Optional.empty(),
          (ring, origin) -> applied.add(ring.epoch()));

  @AfterEach
  void close() {
    follower.close();
    a.close();
    b.close();
    loops.close();
    memory.close();
  }

  @Test
  void rings_oneAfterTheOther_arePublishedWithTheirLinksAndTold() {
    long first = follow(rings.write(a.member()));
    long second = follow(rings.write(a.member(), b.member()));

    assertThat(applied).containsExactly(first, second);
    assertThat(follower.table().ring().nodes()).hasSize(2);
    assertThat(follower.isNewerThan(first)).isTrue();
    assertThat(follower.isNewerThan(second)).isFalse();
  }

  @Test
  void refresh_overtakenByTheWatch_appliesTheRingOnce() {
    Ring ring = rings.write(a.member());
    follower.refresh();
    follow(ring);
    Await.until("the read is answered", () -> time.pending() > 0);

    time.advance(Duration.ofSeconds(1));

    assertThat(applied).containsExactly(ring.epoch());
  }

  @Test
  void refresh_storeOutOfReach_isNotAskedMoreThanOnceInTenMilliseconds() {
    store.goDown();

    for (int i = 0; i < 1_000; i++) {
      follower.refresh();
    }
    int atOnce = store.reads();
    time.advance(Duration.ofMillis(10));
    follower.refresh();

    assertThat(atOnce).isEqualTo(1);
    assertThat(store.reads()).isEqualTo(2);
  }

  @Test
  void node_thatStays_keepsItsStream() {
    follow(rings.write(a.member()));
    sendTo("a");

    follow(rings.write(a.member(), b.member()));
    sendTo("a");

    assertThat(a.streamsOpened()).isEqualTo(1);
  }

  @Test
  void node_thatMoved_isLeftAloneUntilNoCallCanBeUsingIt() {
    follow(rings.write(a.member()));
    sendTo("a");
    try (FakeNode moved = FakeNode.start("a")) {
      follow(rings.write(moved.member()));

      time.advance(Duration.ofSeconds(34));
      sendTo("a");
      int openShortlyBefore = a.streamsOpen();
      time.advance(Duration.ofSeconds(1));

      assertThat(moved.received()).hasSize(1);
      assertThat(openShortlyBefore).isEqualTo(1);
      Await.until("the old link is closed", () -> a.streamsOpen() == 0);
      assertThat(moved.streamsOpen()).isEqualTo(1);
    }
  }

  @Test
  void close_oneLinkInUseAndOneRetiring_closesBoth() {
    follow(rings.write(a.member()));
    sendTo("a");
    try (FakeNode moved = FakeNode.start("a")) {
      follow(rings.write(moved.member()));
      sendTo("a");

      follower.close();

      Await.until("the old link is closed", () -> a.streamsOpen() == 0);
      Await.until("the new link is closed", () -> moved.streamsOpen() == 0);
    }
  }

  @Test
  void ring_onItsWayWhenTheFollowerIsClosed_isNotApplied() {
    follower.refresh();
    rings.write(a.member());
    Await.until("the ring is on its way", () -> time.pending() > 0);

    follower.close();
    time.advance(Duration.ofSeconds(1));

    assertThat(applied).isEmpty();
    assertThat(follower.ring()).isEmpty();
  }

  @Test
  void start_storeOutOfReach_routesByTheRingKeptUntilTheStoreIsBack(@TempDir Path directory) {
    RingFile file = new RingFile(directory.resolve("test.ring"));
    Ring kept = rings.write(a.member());
    file.write(kept);
    store.goMute();
    RingFollower restarted = restartedWith(file);

    time.advance(Duration.ofSeconds(1));
    assertThat(restarted.ring()).isEmpty(); // the store may still answer
    time.advance(Duration.ofSeconds(1));
    assertThat(restarted.ring()).map(Ring::epoch).contains(kept.epoch());

    Ring newer = rings.write(a.member(), b.member());
    restarted.refresh();
    Await.until(
        "the store's ring is followed",
        () -> {
          time.advance(Duration.ZERO);
          return restarted.ring().filter(ring -> ring.epoch() == newer.epoch()).isPresent();
        });
    assertThat(file.read()).map(Ring::epoch).contains(newer.epoch());
    assertThat(origins).containsExactly(Origin.DISK, Origin.STORE);
    restarted.close();
  }

  @Test
  void start_storeComesBackWithTheRingKept_isConfirmed(@TempDir Path directory) {
    RingFile file = new RingFile(directory.resolve("test.ring"));
    file.write(rings.write(a.member()));
    store.goMute();
    RingFollower restarted = restartedWith(file);
    time.advance(Duration.ofSeconds(2));

    restarted.refresh();
    Await.until(
        "the ring is confirmed",
        () -> {
          time.advance(Duration.ZERO);
          return origins.size() == 2;
        });

    assertThat(origins).containsExactly(Origin.DISK, Origin.STORE);
    restarted.close();
  }

  @Test
  void start_storeComesBackWithAnOlderRing_isFollowed(@TempDir Path directory) {
    Ring stored = rings.write(a.member());
    RingFile file = new RingFile(directory.resolve("test.ring"));
    file.write(stored.draft().at(stored.revision() + 100)); // of a cluster that was before this one
    store.goMute();
    RingFollower restarted = restartedWith(file);
    time.advance(Duration.ofSeconds(2));
    assertThat(restarted.ring()).map(Ring::revision).contains(stored.revision() + 100);

    restarted.refresh();
    Await.until(
        "the store's ring is followed",
        () -> {
          time.advance(Duration.ZERO);
          return restarted.ring().filter(ring -> ring.epoch() == stored.epoch()).isPresent();
        });

    assertThat(file.read()).map(Ring::epoch).contains(stored.epoch());
    restarted.close();
  }

  @Test
  void start_storeAnswers_theRingKeptDoesNotCount(@TempDir Path directory) {
    RingFile file = new RingFile(directory.resolve("test.ring"));
    file.write(rings.write(a.member()));
    Ring newer = rings.write(a.member(), b.member());
    RingFollower restarted = restartedWith(file);

    Await.until(
        "the store's ring is followed",
        () -> {
          time.advance(Duration.ZERO);
          return restarted.ring().isPresent();
        });
    time.advance(Duration.ofSeconds(5));

    assertThat(restarted.ring()).map(Ring::epoch).contains(newer.epoch());
    restarted.close();
  }

  private RingFollower restartedWith(RingFile file) {
    return new RingFollower(
        store,
        KEYS,
        NodeLinks.streams(loops, Ticker.system()),
        time,
        Optional.of(file),
        (ring, origin) -> origins.add(origin));
  }

  /** Its epoch. */
  private long follow(Ring ring) {
    Await.until(
        "the ring is followed",
        () -> {
          time.advance(Duration.ZERO);
          return follower.ring().filter(known -> known.epoch() == ring.epoch()).isPresent();
        });
    return ring.epoch();
  }

  /** Over the present table's link to the owner of partition 0. */
  private void sendTo(String owner) {
    RoutingTable table = follower.table();
    assertThat(table.ring().ownerOf(0).owner().value()).isEqualTo(owner);
    CompletableFuture<Reply> answer = new CompletableFuture<>();
    loops
        .loop(0)
        .execute(
            () ->
                table
                    .owner(0)
                    .send(
                        0,
                        new RoutedOperation(
                            new Operation.Delete("group", ByteString.copyFromUtf8("k")), 0, 1, 1),
                        System.nanoTime() + Duration.ofSeconds(10).toNanos(),
                        answer::complete));
    assertThat(answer.join()).isInstanceOf(Reply.Deleted.class);
  }
}
