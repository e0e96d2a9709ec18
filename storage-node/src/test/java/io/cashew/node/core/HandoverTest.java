package io.cashew.node.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.protobuf.ByteString;
import io.cashew.group.Consistency;
import io.cashew.group.Freshness;
import io.cashew.group.SourceSettings;
import io.cashew.node.core.TestCluster.Asked;
import io.cashew.node.core.TestCluster.Delivery;
import io.cashew.node.core.TestCluster.Stream;
import io.cashew.node.handover.HandedBatch;
import io.cashew.node.handover.HandedEntry;
import io.cashew.node.handover.Peers;
import io.cashew.node.handover.Term;
import io.cashew.node.load.Inherited;
import io.cashew.node.load.Wanted;
import io.cashew.node.source.Loaded;
import io.cashew.node.store.Content;
import io.cashew.ring.NodeId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Partition 0 moves from node a to node b, whole nodes without sockets. */
final class HandoverTest {
  private static final NodeId B = new NodeId("b");
  private static final long SINCE = 2;

  private final TestCluster cluster = new TestCluster();
  private final ByteString key = cluster.keys(1).get(0);

  @BeforeEach
  void aHasTheKey() {
    assertThat(cluster.set("a", key, "v").text()).isEqualTo("Stored");
  }

  // Misses ask the previous owner

  @Test
  void aMiss_isAnsweredByThePreviousOwnerAndKept() {
    cluster.streaming = Delivery.WHEN_TOLD;
    cluster.move("b");

    assertThat(cluster.get("b", key).text()).isEqualTo("v MISS_LOADED");
    assertThat(cluster.get("b", key).text()).isEqualTo("v HIT");

    assertThat(cluster.source.timesAsked()).isZero();
    assertThat(cluster.fetches).hasSize(1);
    assertThat(cluster.node("b").handovers().fetchHits()).isEqualTo(1);
  }

  @Test
  void whatWasFetched_hasTheTimeToLiveThatWasLeft() {
    cluster.set("a", key, "v", 10_000);
    cluster.time.advance(Duration.ofSeconds(4));
    cluster.streaming = Delivery.WHEN_TOLD;
    cluster.move("b");

    cluster.get("b", key);

    assertThat(cluster.inspect("b", key).orElseThrow().ttlLeftNanos())
        .isBetween(Duration.ofMillis(5_990).toNanos(), Duration.ofSeconds(6).toNanos());
  }

  @Test
  void whatWasFetched_hasTheEpochAtWhichItsLoadBeganAsItsTag() {
    cluster.fetching = Delivery.WHEN_TOLD;
    cluster.streaming = Delivery.WHEN_TOLD;
    cluster.move("b");
    Asked get = cluster.get("b", key);
    cluster.node("b").apply(cluster.history.move(1, "c")); // the term of partition 0 goes on

    cluster.fetches.get(0).deliver();

    assertThat(get.text()).isEqualTo("v MISS_LOADED");
    assertThat(cluster.inspect("b", key).orElseThrow().tag()).isEqualTo(SINCE);
  }

  @Test
  void aMissOfWhatThePreviousOwnerLacks_goesToTheSourceAtOnce() {
    cluster.streaming = Delivery.WHEN_TOLD;
    cluster.move("b");
    Asked get = cluster.get("b", cluster.keys(2).get(1));

    cluster.source.last().complete(value("loaded"));

    assertThat(get.text()).isEqualTo("loaded MISS_LOADED");
    assertThat(cluster.node("b").handovers().fetchMisses()).isEqualTo(1);
  }

  @Test
  void aMissThatThePreviousOwnerDoesNotAnswer_goesToTheSourceAfter20Milliseconds() {
    cluster.fetching = Delivery.WHEN_TOLD;
    cluster.streaming = Delivery.WHEN_TOLD;
    cluster.move("b");
    Asked get = cluster.get("b", key);

    cluster.time.advance(Peers.FETCH_DEADLINE.minusNanos(1));
    assertThat(cluster.source.timesAsked()).isZero();
    cluster.time.advance(Duration.ofNanos(1));
    cluster.source.last().complete(value("loaded"));
    cluster.fetches.get(0).deliver();

    assertThat(get.text()).isEqualTo("loaded MISS_LOADED");
    assertThat(cluster.get("b", key).text()).isEqualTo("loaded HIT");
  }

  @Test
  void manyMissesOfAKey_askThePreviousOwnerOnce() {
    cluster.fetching = Delivery.WHEN_TOLD;
    cluster.streaming = Delivery.WHEN_TOLD;
    cluster.move("b");
    Asked first = cluster.get("b", key);
    Asked second = cluster.get("b", key);

    cluster.fetches.get(0).deliver();

    assertThat(cluster.fetches).hasSize(1);
    assertThat(first.text()).isEqualTo("v MISS_LOADED");
    assertThat(second.text()).isEqualTo("v COALESCED");
  }

  @Test
  void aPreviousOwnerThatIsSilent_isSparedForAWhile() {
    cluster.fetching = Delivery.WHEN_TOLD;
    cluster.streaming = Delivery.WHEN_TOLD;
    cluster.move("b");
    List<ByteString> keys = cluster.keys(7);
    for (int i = 0; i < 5; i++) {
      cluster.get("b", keys.get(i));
      cluster.time.advance(Peers.FETCH_DEADLINE);
    }

    cluster.get("b", keys.get(5));
    assertThat(cluster.fetches).hasSize(5);
    assertThat(cluster.source.timesAsked()).isEqualTo(6); // at once

    cluster.time.advance(Duration.ofSeconds(1));
    cluster.get("b", keys.get(6));
    assertThat(cluster.fetches).hasSize(6);
  }

  // What was changed at the new owner (rule R9)

  @Test
  void aKeyDeletedHere_isNeverFetched() {
    cluster.streaming = Delivery.WHEN_TOLD;
    cluster.move("b");
    cluster.delete("b", key);

    Asked get = cluster.get("b", key);

    assertThat(cluster.fetches).isEmpty();
    assertThat(cluster.source.timesAsked()).isEqualTo(1);
    assertThat(get.isAnswered()).isFalse();
  }

  @Test
  void aKeySetHereAndGoneSince_isNeverFetched() {
    cluster.streaming = Delivery.WHEN_TOLD;
    cluster.move("b");
    cluster.set("b", key, "short", 10);
    cluster.time.advance(Duration.ofMillis(10));

    cluster.get("b", key);

    assertThat(cluster.fetches).isEmpty();
  }

  @Test
  void aKeyDeletedAsSoonAsTheTermIsHeld_isNeverFetched() {
    cluster.fencing = Delivery.WHEN_TOLD;
    cluster.streaming = Delivery.WHEN_TOLD;
    cluster.move("b");
    Asked delete = cluster.delete("b", key);
    assertThat(delete.isAnswered()).isFalse(); // it waits for the fence

    cluster.deliverFences();

    assertThat(delete.text()).isEqualTo("Deleted");
    cluster.get("b", key);
    assertThat(cluster.fetches).isEmpty();
    cluster.get("b", cluster.keys(2).get(1));
    assertThat(cluster.fetches).hasSize(1); // the window is open
  }

  @Test
  void aDeleteWhileAFetchIsUnderWay_makesItKeepNothingAndNobodyJoinIt() {
    cluster.fetching = Delivery.WHEN_TOLD;
    cluster.streaming = Delivery.WHEN_TOLD;
    cluster.move("b");
    Asked before = cluster.get("b", key);
    assertThat(cluster.delete("b", key).text()).isEqualTo("Deleted");
    Asked after = cluster.get("b", key);

    cluster.fetches.get(0).deliver();

    assertThat(before.text()).isEqualTo("v MISS_LOADED"); // it began before the delete
    assertThat(after.isAnswered()).isFalse();
    assertThat(cluster.fetches).hasSize(1);
    cluster.source.last().complete(value("new"));
    assertThat(after.text()).isEqualTo("new MISS_LOADED");
    assertThat(cluster.get("b", key).text()).isEqualTo("new HIT");
  }

  @Test
  void aKeyDeletedHere_isNotKeptFromTheStream() {
    cluster.streaming = Delivery.WHEN_TOLD;
    cluster.move("b");
    Optional<HandedBatch> batch = stream().pull();
    cluster.delete("b", key);

    stream().put(batch);
    cluster.time.advance(Duration.ZERO);

    assertThat(cluster.inspect("b", key)).isEmpty();
    assertThat(cluster.node("b").handovers().taken()).isZero();
  }

  @Test
  void aKeyThatIsThere_isNotReplacedByTheStream() {
    cluster.streaming = Delivery.WHEN_TOLD;
    cluster.move("b");
    Optional<HandedBatch> batch = stream().pull();
    cluster.fetches.clear();
    cluster.fetching = Delivery.WHEN_TOLD;
    Asked get = cluster.get("b", key);
    cluster.time.advance(Peers.FETCH_DEADLINE);
    cluster.source.last().complete(value("newer"));
    assertThat(get.text()).isEqualTo("newer MISS_LOADED");

    stream().put(batch);
    cluster.time.advance(Duration.ZERO);

    assertThat(cluster.get("b", key).text()).isEqualTo("newer HIT");
  }

  // The stream

  @Test
  void theStream_bringsAllThatThePreviousOwnerHasOfThePartition() {
    List<ByteString> keys = cluster.keys(2_000);
    keys.forEach(each -> cluster.set("a", each, "v"));

    cluster.move("b");
    cluster.time.advance(Duration.ofSeconds(1));

    for (ByteString each : keys) {
      assertThat(cluster.get("b", each).text()).isEqualTo("v HIT");
    }
    assertThat(cluster.node("b").handovers().taken()).isEqualTo(2_000);
    assertThat(cluster.node("b").handovers().taking()).isZero();
    assertThat(cluster.node("a").handovers().given()).isEqualTo(2_000);
    assertThat(cluster.node("a").handovers().giving()).isZero();
  }

  @Test
  void theStream_bringsWhatIsUsedMostFirst() {
    List<ByteString> keys = cluster.keys(500);
    keys.forEach(each -> cluster.set("a", each, "v"));
    for (int use = 0; use < 20; use++) {
      cluster.get("a", keys.get(499));
    }
    cluster.streaming = Delivery.WHEN_TOLD;
    cluster.move("b");

    HandedBatch first = stream().pull().orElseThrow();

    assertThat(first.entries().get(0).key()).isEqualTo(keys.get(499));
  }

  @Test
  void batches_areOfAtMost256KibibytesUnlessOneEntryIsMore() {
    List<ByteString> keys = cluster.keys(300);
    keys.forEach(each -> cluster.set("a", each, "x".repeat(3_000)));
    cluster.set("a", keys.get(0), "y".repeat(400_000));
    cluster.move("b");
    cluster.time.advance(Duration.ofSeconds(10));

    assertThat(stream().sent)
        .hasSizeGreaterThan(4)
        .allSatisfy(
            batch ->
                assertThat(bytes(batch))
                    .satisfiesAnyOf(
                        bytes -> assertThat(bytes).isLessThanOrEqualTo(256 << 10),
                        bytes -> assertThat(batch.entries()).hasSize(1)));
    assertThat(cluster.node("b").handovers().taken()).isEqualTo(300);
  }

  private static long bytes(HandedBatch batch) {
    return batch.entries().stream()
        .mapToLong(entry -> entry.key().size() + entry.inherited().content().size())
        .sum();
  }

  @Test
  void theStream_keepsToTheRate() {
    cluster.keys(600).forEach(each -> cluster.set("a", each, "x".repeat(10_000)));
    cluster.move("b");

    cluster.time.advance(Duration.ofSeconds(2)); // of nearly six that this takes
    long afterTwo = cluster.node("b").handovers().taken();
    cluster.time.advance(Duration.ofSeconds(5));

    assertThat(afterTwo * 10_000).isBetween(2 * TestCluster.RATE / 2, 3 * TestCluster.RATE);
    assertThat(cluster.node("b").handovers().taken()).isEqualTo(600);
  }

  @Test
  void whatWasStreamed_hasLostTheTimeThatItWasUnderWay() {
    cluster.set("a", key, "v", 10_000);
    cluster.streaming = Delivery.WHEN_TOLD;
    cluster.move("b");
    Optional<HandedBatch> batch = stream().pull();
    cluster.time.advance(Duration.ofSeconds(3));

    stream().put(batch);
    cluster.time.advance(Duration.ZERO);

    assertThat(cluster.inspect("b", key).orElseThrow().ttlLeftNanos())
        .isBetween(Duration.ofMillis(6_990).toNanos(), Duration.ofSeconds(7).toNanos());
  }

  @Test
  void whatExpiredUnderWay_isNotKept() {
    cluster.set("a", key, "v", 1_000);
    cluster.streaming = Delivery.WHEN_TOLD;
    cluster.move("b");
    Optional<HandedBatch> batch = stream().pull();
    cluster.time.advance(Duration.ofSeconds(1));

    stream().put(batch);
    cluster.time.advance(Duration.ZERO);

    assertThat(cluster.inspect("b", key)).isEmpty();
  }

  @Test
  void whatWasStreamed_isGoodForThisTermOnly() {
    cluster.move("b");
    cluster.time.advance(Duration.ofSeconds(1));

    assertThat(cluster.inspect("b", key).orElseThrow().tag()).isEqualTo(SINCE);
  }

  @Test
  void absences_areHandedOverToo() {
    ByteString absent = cluster.keys(2).get(1);
    cluster.get("a", absent);
    cluster.source.last().complete(Loaded.Absent.ABSENT);
    cluster.move("b");
    cluster.time.advance(Duration.ofSeconds(1));

    assertThat(cluster.get("b", absent).text()).isEqualTo("absent NEGATIVE");
  }

  @Test
  void aStreamThatBreaks_isBegunAnew() {
    cluster.streaming = Delivery.WHEN_TOLD;
    cluster.move("b");
    stream().fail(new IllegalStateException("broken"));
    assertThat(cluster.node("a").handovers().giving()).isEqualTo(1);
    assertThat(cluster.node("b").handovers().taking()).isEqualTo(1);

    cluster.streaming = Delivery.AT_ONCE;
    cluster.time.advance(Duration.ofSeconds(2));

    assertThat(cluster.streams).hasSize(2);
    assertThat(cluster.get("b", key).text()).isEqualTo("v HIT");
    assertThat(cluster.node("a").handovers().giving()).isZero();
    assertThat(cluster.node("b").handovers().taking()).isZero();
  }

  @Test
  void aStreamThatIsSilent_isCancelledAndBegunAnew() {
    cluster.streaming = Delivery.WHEN_TOLD;
    cluster.move("b");

    cluster.time.advance(Duration.ofSeconds(12));

    assertThat(cluster.streams.get(0).cancelled).isTrue();
    assertThat(cluster.streams).hasSize(2);
  }

  @Test
  void aBrokenStream_isTriedAFewTimesAndMissesGoOnToAsk() {
    cluster.streaming = Delivery.WHEN_TOLD;
    cluster.move("b");
    for (int attempt = 0; attempt < 10; attempt++) {
      stream().fail(new IllegalStateException("broken"));
      cluster.time.advance(Duration.ofSeconds(10));
    }

    assertThat(cluster.streams).hasSize(5);
    assertThat(cluster.get("b", key).text()).isEqualTo("v MISS_LOADED");
    assertThat(cluster.source.timesAsked()).isZero();
  }

  @Test
  void entriesOfATermThatWasLost_areNotKept() {
    cluster.streaming = Delivery.WHEN_TOLD;
    cluster.move("b");
    Optional<HandedBatch> batch = stream().pull();
    Stream stream = stream();
    cluster.move("c");

    stream.put(batch);
    cluster.time.advance(Duration.ZERO);

    assertThat(cluster.node("b").handovers().taken()).isZero();
  }

  @Test
  void entriesThatNobodyAskedFor_areNotKept() {
    cluster.streaming = Delivery.WHEN_TOLD;
    cluster.move("b");
    ByteString other = ByteString.copyFromUtf8("other");
    Inherited value = new Inherited(new Content.Value(key), Duration.ZERO, 0);

    stream()
        .put(
            Optional.of(
                new HandedBatch(
                    Duration.ZERO,
                    ImmutableList.of(
                        new HandedEntry(TestCluster.GROUP, 1, 7, other, value),
                        new HandedEntry(TestCluster.GROUP, -1, 7, other, value),
                        new HandedEntry("nobody", 0, 7, other, value)))));
    cluster.time.advance(Duration.ZERO);

    assertThat(cluster.node("b").handovers().taken()).isZero();
  }

  // When windows close

  @Test
  void whenAllWasHandedOver_missesGoToTheSource() {
    cluster.move("b");
    cluster.time.advance(Duration.ofSeconds(1));

    cluster.get("b", cluster.keys(2).get(1));

    assertThat(cluster.fetches).isEmpty();
    assertThat(cluster.source.timesAsked()).isEqualTo(1);
  }

  @Test
  void aWindow_closesAfterTenMinutes() {
    cluster.changeGroup(s -> TestCluster.with(s, Duration.ZERO, Consistency.AVAILABLE));
    cluster.streaming = Delivery.WHEN_TOLD;
    cluster.move("b");
    cluster.time.advance(Duration.ofMinutes(10).minusSeconds(1));
    cluster.get("b", cluster.keys(2).get(1));
    assertThat(cluster.fetches).hasSize(1);
    assertThat(cluster.node("b").handovers().taking()).isEqualTo(1);

    cluster.time.advance(Duration.ofSeconds(1));
    cluster.get("b", cluster.keys(3).get(2));

    assertThat(cluster.fetches).hasSize(1);
    assertThat(cluster.node("b").handovers().taking()).isZero();
    assertThat(cluster.node("a").handovers().giving()).isZero();
  }

  @Test
  void aWindow_isOverForAGroupWhenItsTimeToLiveHasPassed() {
    cluster.changeGroup(s -> TestCluster.with(s, Duration.ofSeconds(30), Consistency.AVAILABLE));
    cluster.streaming = Delivery.WHEN_TOLD;
    cluster.move("b");
    cluster.time.advance(Duration.ofSeconds(29));
    cluster.get("b", cluster.keys(2).get(1));
    assertThat(cluster.fetches).hasSize(1);

    cluster.time.advance(Duration.ofSeconds(1));
    cluster.get("b", cluster.keys(3).get(2));

    assertThat(cluster.fetches).hasSize(1);
  }

  @Test
  void aPreviousOwnerThatIsGone_isNotAsked() {
    cluster.fencing = Delivery.REFUSED;
    cluster.node("b").applyMembers(TestCluster.members("b", "c"));
    cluster.move("b");
    cluster.time.advance(TestCluster.LEASE);
    assertThat(cluster.delete("b", key).text()).isEqualTo("Deleted"); // the term is held

    cluster.get("b", cluster.keys(2).get(1));

    assertThat(cluster.fetches).isEmpty();
    assertThat(cluster.streams).isEmpty();
    assertThat(cluster.node("b").handovers().taking()).isZero();
  }

  @Test
  void aPreviousOwnerThatHasLeftAndRefusesConnections_isForgotten() {
    cluster.streaming = Delivery.WHEN_TOLD;
    cluster.move("b");
    cluster.fetching = Delivery.REFUSED;
    cluster.get("b", key);
    cluster.time.advance(Duration.ZERO);
    assertThat(cluster.node("b").handovers().taking()).isEqualTo(1); // it may be starting anew

    cluster.node("b").applyMembers(TestCluster.members("b", "c"));
    cluster.get("b", cluster.keys(2).get(1));
    cluster.time.advance(Duration.ZERO);

    assertThat(cluster.node("b").handovers().taking()).isZero();
  }

  @Test
  void aNodeThatStartsAnew_asksNobodyForTermsFromBefore() {
    cluster.streaming = Delivery.WHEN_TOLD;
    cluster.move("b");
    cluster.delete("b", key);

    cluster.start("b"); // it has forgotten that
    cluster.time.advance(Duration.ofSeconds(1));
    Asked get = cluster.get("b", key);

    assertThat(get.isAnswered()).isFalse();
    assertThat(cluster.fetches).isEmpty();
    assertThat(cluster.streams).hasSize(1); // of the life before
    assertThat(cluster.source.timesAsked()).isEqualTo(1);
  }

  @Test
  void aNewOwner_keepsNothingItLoadsForAsLongAsTheHoldOff() {
    cluster.changeGroup(s -> s.as(holdingOff(Duration.ofSeconds(5))));
    ByteString other = cluster.keys(2).get(1);
    cluster.time.advance(Duration.ofSeconds(6)); // since the nodes began
    cluster.streaming = Delivery.WHEN_TOLD;
    cluster.move("b");

    assertThat(cluster.get("b", key).text()).isEqualTo("v MISS_LOADED"); // from the previous owner
    Asked loaded = cluster.get("b", other);
    cluster.source.last().complete(Loaded.Present.of(other));
    cluster.time.advance(Duration.ofSeconds(5));
    Asked again = cluster.get("b", other);
    cluster.source.last().complete(Loaded.Present.of(other));

    assertThat(cluster.get("b", key).text()).endsWith("HIT");
    assertThat(loaded.text()).endsWith("MISS_LOADED");
    assertThat(again.text()).endsWith("MISS_LOADED");
    assertThat(cluster.get("b", other).text()).endsWith("HIT");
  }

  private static Freshness holdingOff(Duration holdOff) {
    return new Freshness(
        Duration.ofMinutes(10), 0, Duration.ofSeconds(5), Duration.ZERO, Duration.ZERO, 0, holdOff);
  }

  @Test
  void aGroupThatGetsAnotherSource_inheritsNothingOfTheOneBefore() {
    cluster.streaming = Delivery.WHEN_TOLD;
    cluster.move("b");
    Optional<HandedBatch> batch = stream().pull();
    cluster.changeGroup(s -> s.from(new SourceSettings("db", "another")));

    stream().put(batch);
    cluster.time.advance(Duration.ZERO);
    cluster.get("b", key);

    assertThat(cluster.fetches).isEmpty();
    assertThat(cluster.source.timesAsked()).isEqualTo(1);
  }

  // The side that gives

  @Test
  void aDonor_answersOnlyWhoGotThePartitionFromItByItsOwnRing() {
    cluster.streaming = Delivery.WHEN_TOLD;
    cluster.move("b");

    assertThat(fetch("b", SINCE)).isPresent();
    assertThat(fetch("c", SINCE)).isEmpty();
    assertThat(fetch("b", SINCE - 1)).isEmpty();
    assertThat(fetch("b", SINCE + 1)).isEmpty();
    cluster.move("c");
    assertThat(fetch("b", SINCE)).isEmpty();
    assertThat(fetch("c", SINCE + 1)).isEmpty(); // which got it from b
  }

  @Test
  void aDonor_givesNothingOlderThanItsOwnTerm() {
    cluster.streaming = Delivery.WHEN_TOLD;
    cluster.move("b");
    cluster.move("a"); // what it has is of its first term
    cluster.move("c");

    assertThat(cluster.node("a").fetch(new NodeId("c"), TestCluster.GROUP, wanted(4))).isEmpty();
    assertThat(stream().terms).containsExactly(new Term(0, 4));
    assertThat(stream().pull()).isEmpty();
  }

  @Test
  void aPeek_isNoUseAndLoadsNothing() {
    cluster.streaming = Delivery.WHEN_TOLD;
    cluster.move("b");
    ByteString unknown = cluster.keys(2).get(1);

    Optional<Inherited> found =
        cluster
            .node("a")
            .fetch(
                B, TestCluster.GROUP, new Wanted(unknown, cluster.hash(unknown), 0, SINCE, SINCE));

    assertThat(found).isEmpty();
    assertThat(cluster.source.timesAsked()).isZero();
  }

  @Test
  void giving_countsPartitionsUntilTheirStreamsHaveEnded() {
    cluster.streaming = Delivery.WHEN_TOLD;
    cluster.move("b");
    assertThat(cluster.node("a").handovers().giving()).isEqualTo(1);

    stream().send();
    assertThat(cluster.node("a").handovers().giving()).isEqualTo(1);
    stream().send();

    assertThat(cluster.node("a").handovers().giving()).isZero();
  }

  @Test
  void giving_endsWhenThePartitionMovesOn() {
    cluster.streaming = Delivery.WHEN_TOLD;
    cluster.move("b");

    cluster.move("c");

    assertThat(cluster.node("a").handovers().giving()).isZero();
    assertThat(cluster.node("b").handovers().giving()).isEqualTo(1);
  }

  private Optional<Inherited> fetch(String asker, long since) {
    return cluster.node("a").fetch(new NodeId(asker), TestCluster.GROUP, wanted(since));
  }

  private Wanted wanted(long since) {
    return new Wanted(key, cluster.hash(key), 0, since, since);
  }

  private Stream stream() {
    return cluster.streams.get(cluster.streams.size() - 1);
  }

  private static Loaded value(String text) {
    return Loaded.Present.of(ByteString.copyFromUtf8(text));
  }
}
