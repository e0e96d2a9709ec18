package io.cashew.proxy.coordinator;

import static java.util.Comparator.naturalOrder;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.Maps;
import com.google.protobuf.ByteString;
import io.cashew.cluster.ClusterKeys;
import io.cashew.cluster.InMemoryClusterStore;
import io.cashew.cluster.IntentFeed;
import io.cashew.cluster.RingCodec;
import io.cashew.cluster.RingFeed;
import io.cashew.cluster.Versioned;
import io.cashew.hash.HashSpec;
import io.cashew.proxy.alarm.Alarms;
import io.cashew.proxy.fake.FaultyStore;
import io.cashew.ring.Member;
import io.cashew.ring.NodeId;
import io.cashew.ring.Ring;
import io.cashew.ring.RingPlan;
import io.cashew.ring.Rings;
import io.cashew.time.FakeTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class CoordinatorTest {
  private static final ClusterKeys KEYS = new ClusterKeys("test");
  private static final HashSpec SPEC = HashSpec.of(64, 7);
  private static final Duration HOLD = Duration.ofSeconds(5);

  private final FakeTime time = new FakeTime();
  private final InMemoryClusterStore memory = InMemoryClusterStore.on(time);
  private final FaultyStore store = new FaultyStore(memory);
  private final InstantSource wallClock = InstantSource.fixed(Instant.ofEpochMilli(1234));
  private final Alarms alarms = new Alarms(wallClock);
  private final Coordinator coordinator =
      new Coordinator("proxy-1", store, KEYS, SPEC, time, time, wallClock, HOLD, alarms);
  private final RingFeed feed = new RingFeed(store, KEYS, coordinator::onRing);
  private final IntentFeed wishes = new IntentFeed(store, KEYS, coordinator::onIntent);

  @AfterEach
  void closeFeeds() {
    feed.close();
    wishes.close();
  }

  @Test
  void firstRing_membersThere_isWrittenByTheOneElected() {
    members("a", "b");
    coordinator.onElected();
    settle();

    assertThat(nodes()).containsExactly("a", "b");
    assertThat(ring().shares().values()).containsExactly(32, 32);
    assertThat(ring().changes())
        .singleElement()
        .satisfies(
            change -> {
              assertThat(change.who()).isEqualTo("proxy-1");
              assertThat(change.atMillis()).isEqualTo(1234);
            });
  }

  @Test
  void notElected_membersThere_writesNothing() {
    members("a", "b");
    settle();

    coordinator.onElected();
    coordinator.onDeposed();
    settle();
    int written = store.writes();
    members("a", "b", "c");
    acknowledge("a", "b", "c");
    settle();

    assertThat(store.writes()).isEqualTo(written);
    assertThat(nodes()).doesNotContain("c");
  }

  @Test
  void elected_noMembers_writesNothing() {
    coordinator.onElected();
    members();
    settle();

    assertThat(store.writes()).isZero();
  }

  @Test
  void nodeJoins_everyoneHasAcknowledged_getsItsShare() {
    startWith("a", "b", "c");

    members("a", "b", "c", "d");
    List<Integer> moved = follow("a", "b", "c", "d");

    assertThat(moved).containsExactly(4, 4, 4, 4); // five percent at a time
    assertThat(ring().shares().values()).containsExactly(16, 16, 16, 16);
    assertThat(lastWhy()).isEqualTo("d joined");
    assertThat(ring().changes()).hasSize(2);
  }

  @Test
  void nodeLeaves_theOthersHaveAcknowledged_losesItsShare() {
    startWith("a", "b", "c");

    members("a", "b");
    settle();

    assertThat(ring().shares().values()).containsExactly(32, 32);
    assertThat(lastWhy()).isEqualTo("c left");
  }

  @Test
  void nodesJoinAndLeaveTogether_theForcedMovesAreOneStepOfTheirOwn() {
    startWith("a", "b", "c");

    members("a", "b", "d");
    acknowledge("a", "b", "d");
    settle();

    assertThat(nodes()).containsExactly("a", "b", "d");
    assertThat(lastWhy()).isEqualTo("d joined, c left");
    assertThat(ring().changes().get(1).moved()).isEqualTo(21);
  }

  @Test
  void change_aLiveNodeHasNotAcknowledged_waitsForIt() { // rule R3
    startWith("a", "b");
    members("a", "b", "c");

    acknowledge("a", "b");
    settle();
    Set<String> beforeTheNewcomerDid = nodes();
    acknowledge("a", "c");
    settle();
    Set<String> beforeAnOldOneDid = nodes();
    acknowledge("a", "b", "c");
    settle();

    assertThat(beforeTheNewcomerDid).containsExactly("a", "b");
    assertThat(beforeAnOldOneDid).containsExactly("a", "b");
    assertThat(nodes()).containsExactly("a", "b", "c");
  }

  @Test
  void change_onlyTheLeavingNodeHasNotAcknowledged_doesNotWaitForIt() {
    startWith("a", "b", "c");
    members("a", "b", "c", "d");
    acknowledge("a", "b", "d"); // c is silent: it died

    members("a", "b", "d");
    settle();

    assertThat(nodes()).containsExactly("a", "b", "d");
  }

  @Test
  void nextChange_presentRingNotAcknowledged_waits() {
    startWith("a", "b", "c");
    members("a", "b");
    settle();

    members("a", "b", "d");
    settle();
    Set<String> before = nodes();
    acknowledge("a", "b", "d");
    settle();

    assertThat(before).containsExactly("a", "b");
    assertThat(nodes()).containsExactly("a", "b", "d");
  }

  @Test
  void nextChange_aNodeThatLeftServesAndHasNotAcknowledged_waitsForIt() { // rule R3
    startWith("a", "b", "c");
    Ring first = ring();
    members("a", "b");
    settle();
    Ring second = ring();

    members("a"); // b leaves as well, perhaps before it has fenced c
    acknowledge(Map.of("a", second, "b", first, "c", first));
    settle();
    Set<String> before = nodes();
    acknowledge(Map.of("a", second, "b", first, "c", second));
    settle();

    assertThat(before).containsExactly("a", "b");
    assertThat(nodes()).containsExactly("a");
  }

  @Test
  void write_somebodyElseWasFaster_readsAndPlansAgain() {
    startWith("a", "b");
    feed.close(); // what it learns, it reads
    members("a", "b", "c", "d");
    Ring theirs =
        RingPlan.next(ring(), members("a", "b", "c").values(), "proxy-2", "theirs", 0)
            .orElseThrow()
            .at(ring().revision() + 1);
    store.beforeNextWrite(() -> put(theirs));

    acknowledge("a", "b", "c", "d");
    members("a", "b", "c", "d");
    settle();
    Set<String> afterTheRace = nodes();
    acknowledge("a", "b", "c", "d");
    settle();

    assertThat(afterTheRace).containsExactly("a", "b", "c");
    assertThat(nodes()).containsExactly("a", "b", "c", "d");
    assertThat(lastWhy()).isEqualTo("d joined");
  }

  @Test
  void elected_beforeItHeardOfTheRing_doesNotReplaceIt() {
    feed.close();
    Ring theirs = RingPlan.first(SPEC, members("a", "b").values(), "proxy-2", "theirs", 0).at(1);
    put(theirs);

    coordinator.onElected();
    settle();
    coordinator.onMembers(members("a", "b", "c"));
    acknowledge("a", "b", "c");
    settle();

    assertThat(nodes()).containsExactly("a", "b", "c");
    assertThat(ring().changes()).hasSize(2);
  }

  @Test
  void store_outOfReach_isTriedEveryHalfSecondUntilItIsBack() {
    store.goDown();
    members("a", "b");
    coordinator.onElected();

    time.advance(Duration.ofSeconds(10));
    int tried = store.writes();
    store.comeBack();
    time.advance(Duration.ofMillis(500));

    assertThat(tried).isBetween(15, 21);
    assertThat(nodes()).containsExactly("a", "b");
  }

  @Test
  void store_outOfReachWhenReading_isTriedEveryHalfSecondUntilItIsBack() {
    feed.close();
    put(RingPlan.first(SPEC, List.of(Rings.member("a")), "proxy-2", "theirs", 0).at(1));
    members("a", "b");
    store.beforeNextWrite(store::goDown);
    coordinator.onElected();

    time.advance(Duration.ofSeconds(10));
    int tried = store.writes() + store.reads();
    store.comeBack();
    acknowledge("a", "b");
    time.advance(Duration.ofMillis(500));
    acknowledge("a", "b");
    settle();

    assertThat(tried).isBetween(15, 22);
    assertThat(nodes()).containsExactly("a", "b");
  }

  @Test
  void store_holdsSomethingUnreadable_isLeftAloneAndNotFlooded() {
    feed.close();
    ByteString unreadable = ByteString.copyFromUtf8("?");
    put(1, unreadable);
    members("a", "b");

    coordinator.onElected();
    time.advance(Duration.ofSeconds(10));

    assertThat(store.writes() + store.reads()).isBetween(30, 42);
    assertThat(stored().value()).isEqualTo(unreadable);
  }

  @Test
  void told_whileAWriteIsUnderWay_isActedUponAfterIt() {
    startWith("a", "b");
    CompletableFuture<Void> answer = store.holdWriteAnswers();
    members("a", "b", "c");
    acknowledge("a", "b", "c");
    settle(); // written, seen by the watch, and not answered yet

    members("a", "b", "c", "d");
    acknowledge("a", "b", "c", "d");
    settle();
    Set<String> meanwhile = nodes();
    answer.complete(null);
    settle();

    assertThat(meanwhile).containsExactly("a", "b", "c");
    assertThat(nodes()).containsExactly("a", "b", "c", "d");
  }

  @Test
  void brake_aThirdVanishes_letsThemGoAtOnce() { // rule R19
    startWith("a", "b", "c", "d", "e", "f");

    members("a", "b", "c", "d");
    settle();

    assertThat(nodes()).containsExactly("a", "b", "c", "d");
  }

  @Test
  void brake_moreThanAThirdVanish_holdsThemUntilTheHoldIsOver() {
    startWith("a", "b", "c", "d", "e", "f");

    members("a", "b", "c");
    time.advance(HOLD.minusMillis(1));
    Set<String> held = nodes();
    time.advance(Duration.ofMillis(1));

    assertThat(held).containsExactly("a", "b", "c", "d", "e", "f");
    assertThat(nodes()).containsExactly("a", "b", "c");
  }

  @Test
  void brake_theyComeBack_changesNothing() {
    startWith("a", "b", "c", "d", "e", "f");
    long epoch = ring().epoch();

    members("a");
    time.advance(Duration.ofSeconds(1));
    members("a", "b", "c", "d", "e", "f");
    time.advance(HOLD.multipliedBy(3));

    assertThat(ring().epoch()).isEqualTo(epoch);
  }

  @Test
  void brake_theSameVanishAgainLater_holdsAgain() {
    startWith("a", "b", "c");
    members("a");
    time.advance(Duration.ofSeconds(1));
    members("a", "b", "c");
    time.advance(Duration.ofHours(1));

    members("a");
    time.advance(HOLD.minusMillis(1));

    assertThat(nodes()).containsExactly("a", "b", "c");
  }

  @Test
  void brake_everyNodeVanishes_keepsTheRing() {
    startWith("a", "b");

    members();
    time.advance(HOLD.multipliedBy(100));

    assertThat(nodes()).containsExactly("a", "b");
  }

  @Test
  void brake_oneMoreComesAndGoesAllTheTime_letsTheDeadGoAfterTheirHold() {
    startWith("a", "b", "c", "d", "e");

    for (int i = 0; i < 6; i++) {
      members("a", "b");
      time.advance(Duration.ofMillis(500));
      members("a", "b", "c");
      time.advance(Duration.ofMillis(500));
    }

    assertThat(nodes()).containsExactly("a", "b", "c");
  }

  @Test
  void brake_electedWhenTheyAreAwayAlready_countsFromWhenTheyWent() {
    startWith("a", "b", "c");
    coordinator.onDeposed();
    members("a");
    time.advance(HOLD.minusMillis(1));

    coordinator.onElected();
    settle();
    Set<String> held = nodes();
    time.advance(Duration.ofMillis(1));

    assertThat(held).containsExactly("a", "b", "c");
    assertThat(nodes()).containsExactly("a");
  }

  /** Everyone acknowledges ring after ring until none follows; what each step moved. */
  private List<Integer> follow(String... ids) {
    List<Integer> moved = new ArrayList<>();
    Ring before = ring();
    acknowledge(ids);
    settle();
    while (ring().epoch() > before.epoch()) {
      Ring now = ring();
      Ring last = before;
      moved.add(
          (int)
              IntStream.range(0, now.partitions())
                  .filter(p -> !now.ownerOf(p).owner().equals(last.ownerOf(p).owner()))
                  .count());
      before = now;
      acknowledge(ids);
      settle();
    }
    return moved;
  }

  /** Elected, with a first ring that everyone has acknowledged. */
  private void startWith(String... ids) {
    members(ids);
    coordinator.onElected();
    settle();
    acknowledge(ids);
    settle();
    assertThat(nodes()).containsExactly(ids);
  }

  private ImmutableSortedMap<NodeId, Member> members(String... ids) {
    ImmutableSortedMap<NodeId, Member> registered =
        Arrays.stream(ids)
            .map(Rings::member)
            .collect(
                ImmutableSortedMap.toImmutableSortedMap(
                    naturalOrder(), Member::id, member -> member));
    coordinator.onMembers(registered);
    return registered;
  }

  /** These have applied the ring that stands in the store, the others are dead. */
  private void acknowledge(String... ids) {
    acknowledge(Maps.toMap(List.of(ids), id -> ring()));
  }

  private void acknowledge(Map<String, Ring> applied) {
    ImmutableSortedMap.Builder<NodeId, Long> acks = ImmutableSortedMap.naturalOrder();
    applied.forEach((id, ring) -> acks.put(new NodeId(id), ring.epoch()));
    coordinator.onAcks(acks.buildOrThrow());
  }

  private void settle() {
    time.advance(Duration.ZERO);
  }

  private void put(Ring ring) {
    put(ring.revision(), RingCodec.encode(ring.draft()));
  }

  private void put(long revision, ByteString record) {
    CompletableFuture<?> unused = memory.compareAndPut(KEYS.ring(), revision - 1, record);
  }

  private Ring ring() {
    return RingCodec.decode(stored());
  }

  private Versioned stored() {
    CompletableFuture<Optional<Versioned>> read = memory.read(KEYS.ring());
    settle();
    return read.getNow(Optional.empty()).orElseThrow();
  }

  private Set<String> nodes() {
    TreeSet<String> active = new TreeSet<>();
    ring().shares().keySet().forEach(id -> active.add(id.value()));
    return active;
  }

  private String lastWhy() {
    return ring().changes().get(ring().changes().size() - 1).why();
  }
}
