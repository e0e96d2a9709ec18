package io.cashew.proxy.admin;

import static java.util.Comparator.naturalOrder;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import com.google.common.collect.Iterables;
import io.cashew.cluster.ClusterKeys;
import io.cashew.cluster.FormerRings;
import io.cashew.cluster.InMemoryClusterStore;
import io.cashew.cluster.IntentFeed;
import io.cashew.cluster.RingCodec;
import io.cashew.cluster.RingFeed;
import io.cashew.cluster.StoredIntent;
import io.cashew.proxy.coordinator.Incarnation;
import io.cashew.proxy.fake.FaultyStore;
import io.cashew.ring.Epoch;
import io.cashew.ring.Member;
import io.cashew.ring.NodeId;
import io.cashew.ring.Ring;
import io.cashew.ring.RingIntent;
import io.cashew.ring.RingTarget;
import io.cashew.ring.Rings;
import io.cashew.status.CashewException;
import io.cashew.status.Reason;
import io.cashew.time.FakeTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class RingWishesTest {
  private static final ClusterKeys KEYS = new ClusterKeys("test");
  private static final NodeId A = new NodeId("a");
  private static final NodeId B = new NodeId("b");

  private final FakeTime time = new FakeTime();
  private final InMemoryClusterStore memory = InMemoryClusterStore.on(time);
  private final FaultyStore store = new FaultyStore(memory);
  private Ring ring = Rings.ring(64, "a", "b");
  private final ClusterView view = new ClusterView("p1", () -> Optional.of(ring));
  private final RingWishes wishes =
      new RingWishes(
          store,
          KEYS,
          view,
          new Incarnation("p1", store, KEYS, InstantSource.fixed(Instant.EPOCH)));

  @BeforeEach
  void putRing() {
    ask(memory.compareAndPut(KEYS.ring(), 0, RingCodec.encode(ring.draft())));
    members(Rings.member("a"), Rings.member("b"));
  }

  @Test
  void plan_changesNothing() {
    RingWishes.Planned planned = ask(wishes.plan(drain("b")));

    assertThat(planned.plan().movesLeft()).isEqualTo(32);
    assertThat(planned.plan().flows().get(B).loses()).isEqualTo(32);
    assertThat(intent()).isEqualTo(RingIntent.NONE);
  }

  @Test
  void apply_addsToWhatWasWishedBefore() {
    ask(wishes.apply(drain("b")));
    ask(wishes.apply(weight("a", 7)));

    assertThat(intent().drained()).containsExactly(B);
    assertThat(intent().weights()).containsExactly(Map.entry(A, 7));
    ask(wishes.apply(undrain("b")));
    ask(wishes.apply(weight("a", 0)));
    assertThat(intent()).isEqualTo(RingIntent.NONE);
  }

  @Test
  void apply_anotherWasFaster_isAddedToTheirs() {
    store.beforeNextWrite(
        () -> {
          CompletableFuture<?> unused =
              IntentFeed.replace(
                  memory,
                  KEYS,
                  StoredIntent.NONE,
                  new RingIntent(
                      ImmutableSortedSet.of(), ImmutableSortedMap.of(A, 9), Optional.empty()));
        });

    ask(wishes.apply(drain("b")));

    assertThat(intent().drained()).containsExactly(B);
    assertThat(intent().weights()).containsExactly(Map.entry(A, 9));
  }

  @Test
  void apply_unknownNode_isRefusedWithThoseThereAre() {
    assertRefused(wishes.apply(drain("x")), "no node is named x; there are: a, b");
  }

  @Test
  void apply_theLastNode_isRefused() {
    ask(wishes.apply(drain("b")));

    assertRefused(wishes.apply(drain("a")), "no node is left to own anything");
  }

  @Test
  void apply_drainedNodeThatIsGone_canBeUndrained() {
    ask(wishes.apply(drain("b")));
    members(Rings.member("a"));

    ask(wishes.apply(undrain("b")));

    assertThat(intent()).isEqualTo(RingIntent.NONE);
  }

  @Test
  void apply_weightOutOfRange_isRefused() {
    assertRefused(wishes.apply(weight("a", 1001)), "weight of a: 1001 (expected: 1 to 1000");
  }

  @Test
  void apply_storeOutOfReach_fails() {
    store.goDown();

    CompletableFuture<RingWishes.Planned> applied = wishes.apply(drain("b"));
    time.advance(Duration.ZERO);

    assertThat(applied).isCompletedExceptionally();
  }

  @Test
  void rollback_toAFormerRing_wishesItWithItsWeightsAndDrainsWhoHadNothing() {
    Ring former = Rings.ring(64, List.of(Rings.member("a", 3), Rings.member("b")));
    ask(new FormerRings(memory, KEYS).keep(former));
    members(Rings.member("a"), Rings.member("b"), Rings.member("c"));

    ask(wishes.apply(rollback(former.epoch())));

    assertThat(intent().target()).contains(RingTarget.of(former));
    assertThat(intent().weights()).containsExactly(Map.entry(A, 3));
    assertThat(intent().drained()).containsExactly(new NodeId("c"));
  }

  @Test
  void rollback_toWhatIsNotKept_isRefusedWithWhatIs() {
    ask(new FormerRings(memory, KEYS).keep(ring));

    assertRefused(wishes.apply(rollback(Epoch.of(0, 99))), "ring 0.99 is not kept; there are: 0.1");
  }

  @Test
  void rollback_toARingOfOneThatIsGone_isRefused() {
    Ring former = Rings.ring(64, "a", "z");
    ask(new FormerRings(memory, KEYS).keep(former));

    assertRefused(wishes.apply(rollback(former.epoch())), "needs z, which is no member");
  }

  @Test
  void raiseIncarnation_overAnOlderRing_isNewerForEverybodyAndKeepsTheTerms() {
    List<Ring> heard = new ArrayList<>();
    ring = Rings.next(later(50), List.of(Rings.member("a"), Rings.member("b"), Rings.member("c")));
    RingFeed feed = new RingFeed(memory, KEYS, heard::add);

    Ring raised = ask(wishes.raiseIncarnation(Map.of(A, ring.epoch())));

    assertThat(raised.epoch()).isGreaterThan(ring.epoch());
    assertThat(raised.incarnation()).isEqualTo(1);
    for (int p = 0; p < 64; p++) {
      assertThat(raised.placement(p)).isEqualTo(ring.placement(p));
    }
    assertThat(Iterables.getLast(heard).epoch()).isEqualTo(raised.epoch());
    feed.close();
  }

  @Test
  void raiseIncarnation_aNodeKnowsANewerRing_isRefused() {
    assertRefused(
        wishes.raiseIncarnation(Map.of(A, Epoch.of(0, 99))),
        "node a has applied ring 0.99, and proxy p1 knows only 0.1");
  }

  @Test
  void raiseIncarnation_nothingInTheStore_putsTheRing() {
    InMemoryClusterStore empty = InMemoryClusterStore.on(time);
    Incarnation incarnation =
        new Incarnation("p1", empty, KEYS, InstantSource.fixed(Instant.EPOCH));

    Ring raised = ask(incarnation.raise(ring)).orElseThrow();

    assertThat(raised.epoch()).isEqualTo(Epoch.of(1, 1));
  }

  /** The same ring, as if the store had gone on for long. */
  private Ring later(long revision) {
    return ring.draft().at(revision);
  }

  private RingIntent intent() {
    return ask(IntentFeed.read(memory, KEYS)).intent();
  }

  private void members(Member... members) {
    view.onMembers(
        Stream.of(members)
            .collect(
                ImmutableSortedMap.toImmutableSortedMap(
                    naturalOrder(), Member::id, member -> member)));
  }

  private void assertRefused(CompletableFuture<?> asked, String why) {
    time.advance(Duration.ZERO);
    assertThatThrownBy(asked::join)
        .cause()
        .isInstanceOfSatisfying(
            CashewException.class,
            failure -> assertThat(failure.reason()).isEqualTo(Reason.RING_WISH))
        .hasMessageContaining(why);
  }

  private <T> T ask(CompletableFuture<T> future) {
    time.advance(Duration.ZERO);
    return future.join();
  }

  private static RingWish drain(String id) {
    return new RingWish(
        ImmutableSet.of(new NodeId(id)), ImmutableSet.of(), ImmutableMap.of(), Optional.empty());
  }

  private static RingWish undrain(String id) {
    return new RingWish(
        ImmutableSet.of(), ImmutableSet.of(new NodeId(id)), ImmutableMap.of(), Optional.empty());
  }

  private static RingWish weight(String id, int weight) {
    return new RingWish(
        ImmutableSet.of(),
        ImmutableSet.of(),
        ImmutableMap.of(new NodeId(id), weight),
        Optional.empty());
  }

  private static RingWish rollback(long epoch) {
    return new RingWish(
        ImmutableSet.of(), ImmutableSet.of(), ImmutableMap.of(), Optional.of(epoch));
  }
}
