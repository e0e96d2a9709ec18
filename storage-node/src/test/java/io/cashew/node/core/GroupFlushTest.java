package io.cashew.node.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.cashew.group.Flushes;
import io.cashew.node.core.Node.Flushed;
import io.cashew.node.core.TestCluster.Asked;
import io.cashew.node.core.TestCluster.Delivery;
import io.cashew.node.source.Loaded;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Flushes at a node, and what they meet there: loads in flight, handovers, stand-ins. */
final class GroupFlushTest {
  private static final Flushes FIRST = Flushes.NONE.plus(Flushes.EVERYTHING);

  private final TestCluster cluster = new TestCluster();
  private final ByteString key = cluster.keys(1).get(0);

  @AfterEach
  void memoryIsSound() {
    cluster.nodes.values().forEach(node -> node.stores().checkIntegrity());
  }

  @Test
  void aFlush_forgetsWhatWasThere() {
    set("old");

    Flushed done = flush("a", FIRST);

    assertThat(done.generation()).isEqualTo(1);
    assertThat(cluster.inspect("a", key)).isEmpty();
  }

  @Test
  void aFlushOfAPrefix_leavesOtherKeys() {
    set("old");

    flush("a", Flushes.NONE.plus(ByteString.copyFromUtf8("other")));
    assertThat(cluster.get("a", key).text()).isEqualTo("old HIT");
    flush("a", Flushes.NONE.plus(ByteString.EMPTY).plus(key.substring(0, 3)));
    assertThat(cluster.inspect("a", key)).isEmpty();
  }

  @Test
  void aFlushThatWasCarriedOut_isNotCarriedOutAgain() {
    flush("a", FIRST);
    set("new");

    flush("a", FIRST);
    cluster.node("a").applyFlushes(Map.of(TestCluster.GROUP, FIRST));

    assertThat(cluster.get("a", key).text()).isEqualTo("new HIT");
  }

  @Test
  void anOlderRecord_changesNothing() {
    flush("a", FIRST.plus(Flushes.EVERYTHING));
    set("new");

    assertThat(flush("a", FIRST).generation()).isEqualTo(2);

    assertThat(cluster.get("a", key).text()).isEqualTo("new HIT");
  }

  @Test
  void aLoadInFlight_isAnsweredButNeitherKeptNorJoined() {
    Asked before = cluster.get("a", key);

    flush("a", FIRST);
    Asked after = cluster.get("a", key);
    cluster.source.answer(0).complete(value("old"));
    cluster.source.answer(1).complete(value("new"));

    assertThat(before.text()).isEqualTo("old MISS_LOADED");
    assertThat(after.text()).isEqualTo("new MISS_LOADED");
    assertThat(cluster.get("a", key).text()).isEqualTo("new HIT");
  }

  @Test
  void aLoadInFlightOfAnotherPrefix_isKept() {
    Asked before = cluster.get("a", key);

    flush("a", Flushes.NONE.plus(ByteString.copyFromUtf8("other")));
    cluster.source.last().complete(value("v"));

    assertThat(before.text()).isEqualTo("v MISS_LOADED");
    assertThat(cluster.get("a", key).text()).isEqualTo("v HIT");
  }

  @Test
  void whatAStandInHas_isFlushedToo() {
    cluster.standIn("b", key);
    cluster.source.last().complete(value("old"));
    assertThat(cluster.standIn("b", key).text()).isEqualTo("old GUTTER");

    flush("b", FIRST);

    assertThat(cluster.standIn("b", key).isAnswered()).isFalse();
  }

  @Test
  void whatADonorHasThatLagsBehind_isNotFetched() {
    set("old");
    cluster.streaming = Delivery.WHEN_TOLD;
    flush("b", FIRST);
    cluster.move("b");

    Asked get = cluster.get("b", key);
    cluster.source.last().complete(value("new"));

    assertThat(cluster.fetches).hasSize(1);
    assertThat(get.text()).isEqualTo("new MISS_LOADED");
  }

  @Test
  void whatADonorHasThatLagsBehind_isNotTakenFromItsStream() {
    set("old");
    flush("b", FIRST);

    cluster.move("b");

    assertThat(cluster.inspect("b", key)).isEmpty();
  }

  @Test
  void whatWasFetchedBeforeAFlush_isNotKeptAfterIt() {
    set("old");
    cluster.streaming = Delivery.WHEN_TOLD;
    cluster.fetching = Delivery.WHEN_TOLD;
    cluster.move("b");
    Asked before = cluster.get("b", key);
    var found = cluster.fetches.get(0).look();

    flush("a", FIRST);
    flush("b", FIRST);
    cluster.fetches.get(0).answer(found);
    Asked after = cluster.get("b", key);

    assertThat(before.isAnswered()).isFalse(); // it asks the source instead
    assertThat(after.isAnswered()).isFalse();
    assertThat(cluster.inspect("b", key)).isEmpty();
  }

  @Test
  void whatADonorHasGotSinceTheFlush_isTaken() {
    flush("a", FIRST);
    flush("b", FIRST);
    set("new");

    cluster.move("b");

    assertThat(cluster.get("b", key).text()).isEqualTo("new HIT");
  }

  @Test
  void aNewOwner_inheritsNothingBeforeItKnowsWhatWasFlushed() {
    set("old");
    cluster.storeIsOutOfReach = true;
    cluster.flushes = Map.of(TestCluster.GROUP, FIRST); // neither a nor b was told
    cluster.move("b");
    assertThat(cluster.streams).isEmpty();

    cluster.storeIsOutOfReach = false;
    cluster.time.advance(Duration.ofMillis(200));

    assertThat(cluster.streams).isNotEmpty();
    assertThat(cluster.inspect("b", key)).isEmpty();
  }

  @Test
  void aGroupThatIsMadeAnew_takesNothingOfTheOldOneFromADonor() {
    set("old");
    cluster.node("b").applyGroups(Map.of()); // b has heard that it was dropped, a has not
    flush("b", FIRST);
    cluster.changeGroupAt("b");

    cluster.move("b");

    assertThat(cluster.inspect("b", key)).isEmpty();
  }

  @Test
  void aProxyThatKnowsALaterRing_makesTheNodeReadIt() {
    CompletableFuture<Flushed> done =
        cluster.node("a").flush(TestCluster.GROUP, FIRST, cluster.ring().epoch() + 1);
    cluster.time.advance(Duration.ZERO);

    assertThat(done.join().settledEpoch()).isEqualTo(cluster.ring().epoch());
  }

  private void set(String value) {
    assertThat(cluster.set(cluster.ring().ownerOf(0).owner().value(), key, value).text())
        .isEqualTo("Stored");
  }

  private Flushed flush(String node, Flushes flushes) {
    CompletableFuture<Flushed> done = cluster.node(node).flush(TestCluster.GROUP, flushes, 0);
    cluster.time.advance(Duration.ZERO);
    return done.join();
  }

  private static Loaded value(String text) {
    return Loaded.Present.of(ByteString.copyFromUtf8(text));
  }
}
