package io.cashew.node.group;

import static io.cashew.node.group.TestNode.GROUP;
import static io.cashew.node.group.TestNode.bytes;
import static io.cashew.node.group.TestNode.settings;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.cashew.group.GroupSettings;
import io.cashew.group.GroupSpec;
import io.cashew.node.load.LoadEvent;
import io.cashew.node.source.Loaded;
import io.cashew.node.source.ScriptedSource;
import io.cashew.operation.Detail;
import io.cashew.operation.Operation;
import io.cashew.operation.Operation.Want;
import io.cashew.operation.Reply;
import io.cashew.status.CashewException;
import io.cashew.status.Reason;
import io.cashew.time.FakeTime;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** How long what a group has is good, and what is answered after that. */
final class FreshnessTest {
  private static final Duration TTL = Duration.ofSeconds(10);
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration PATIENCE = TestNode.PATIENCE;

  private final FakeTime time = new FakeTime();
  private final ScriptedSource source = new ScriptedSource();

  @Test
  void anEntryPastItsTime_isAnsweredAsStaleAndLoadedOnceInTheBackground() {
    TestNode node = node(s -> s.staleWhileRevalidate(MINUTE));
    load(node, "v1");
    time.advance(TTL);

    assertThat(node.get("k").text()).isEqualTo("v1 STALE");
    assertThat(node.get("k").text()).isEqualTo("v1 STALE");
    assertThat(source.timesAsked()).isEqualTo(2);
    assertThat(source.lastRequest().known()).contains(bytes("v1"));
    source.last().complete(value("v2"));

    assertThat(node.get("k").text()).isEqualTo("v2 HIT");
    assertThat(count(node, LoadEvent.STALE)).isEqualTo(2);
    assertThat(count(node, LoadEvent.REVALIDATED)).isEqualTo(1);
    assertThat(time.pending()).isZero();
  }

  @Test
  void anEntryPastItsWindow_isAMiss() {
    TestNode node = node(s -> s.staleWhileRevalidate(MINUTE));
    load(node, "v1");
    time.advance(TTL.plus(MINUTE));

    Answer answer = node.get("k");

    assertThat(answer.isThere()).isFalse();
    source.last().complete(value("v2"));
    assertThat(answer.text()).isEqualTo("v2 MISS_LOADED");
  }

  @Test
  void aStaleAnswer_hasNoTimeLeftAndItsAge() {
    TestNode node = node(s -> s.staleWhileRevalidate(MINUTE));
    load(node, "v1");
    time.advance(TTL.plusSeconds(1));

    Detail detail = detail(node);

    assertThat(detail.ageMillis()).isEqualTo(11_000);
    assertThat(detail.ttlLeftMillis()).isZero();
  }

  @Test
  void aDeletedEntry_isNotAnsweredAsStale() {
    TestNode node = node(s -> s.staleWhileRevalidate(MINUTE).staleIfError(MINUTE));
    load(node, "v1");
    time.advance(TTL);
    assertThat(node.get("k").text()).isEqualTo("v1 STALE"); // and its load is in flight

    assertThat(node.delete("k").only()).isEqualTo(new Reply.Deleted(false));
    Answer answer = node.get("k");
    source.answer(1).complete(value("v1"));

    assertThat(answer.isThere()).isFalse();
    source.last().completeExceptionally(down());
    assertThat(answer.text()).isEqualTo("SOURCE_DOWN");
  }

  @Test
  void aDeleteWhileALoadFails_leavesNothingStaleForItsWaiters() {
    TestNode node = node(s -> s.staleIfError(MINUTE));
    load(node, "v1");
    time.advance(TTL);
    Answer before = node.get("k");
    Answer deleted = node.delete("k");

    source.last().completeExceptionally(down());

    assertThat(deleted.isThere()).isTrue();
    assertThat(before.text()).isEqualTo("SOURCE_DOWN");
  }

  @Test
  void aSourceThatFails_leavesTheStaleEntry() {
    TestNode node = node(s -> s.staleIfError(MINUTE));
    load(node, "v1");
    time.advance(TTL);

    Answer answer = node.get("k");
    Answer joined = node.get("k");
    assertThat(answer.isThere()).isFalse();
    source.last().completeExceptionally(down());

    assertThat(answer.text()).isEqualTo("v1 STALE");
    assertThat(joined.text()).isEqualTo("v1 STALE");
  }

  @Test
  void aSlowSource_leavesTheStaleEntryALittleBeforeTheDeadlineAndGoesOn() {
    TestNode node = node(s -> s.staleIfError(MINUTE));
    load(node, "v1");
    time.advance(TTL);
    Answer answer = node.get("k");

    time.advance(PATIENCE.minusMillis(21));
    assertThat(answer.isThere()).isFalse();
    time.advance(Duration.ofMillis(1));
    assertThat(answer.text()).isEqualTo("v1 STALE");

    source.last().complete(value("v2"));
    assertThat(node.get("k").text()).isEqualTo("v2 HIT");
    assertThat(time.pending()).isZero();
  }

  @Test
  void aBreakerThatIsOpen_leavesTheStaleEntryAtOnce() {
    TestNode node = node(s -> s.staleIfError(MINUTE).breakerFailures(1));
    load(node, "v1");
    time.advance(TTL);
    Answer first = node.get("k");
    source.last().completeExceptionally(down());

    Answer second = node.get("k");

    assertThat(first.text()).isEqualTo("v1 STALE");
    assertThat(second.text()).isEqualTo("v1 STALE");
    assertThat(source.timesAsked()).isEqualTo(2);
    assertThat(count(node, LoadEvent.BREAKER_REFUSED)).isEqualTo(1);
  }

  @Test
  void anAbsence_isNeverStale() {
    TestNode node =
        node(s -> s.staleWhileRevalidate(MINUTE).staleIfError(MINUTE).negativeTtl(PATIENCE));
    Answer absent = node.get("k");
    source.last().complete(Loaded.Absent.ABSENT);
    assertThat(absent.text()).isEqualTo("absent MISS_LOADED");
    time.advance(PATIENCE);

    Answer answer = node.get("k");
    source.last().completeExceptionally(down());

    assertThat(answer.text()).isEqualTo("SOURCE_DOWN");
  }

  @Test
  void aStaleEntryThatTheSourceHasNoMore_isGone() {
    TestNode node =
        node(s -> s.staleWhileRevalidate(MINUTE).staleIfError(MINUTE).negativeTtl(Duration.ZERO));
    load(node, "v1");
    time.advance(TTL);
    assertThat(node.get("k").text()).isEqualTo("v1 STALE");

    source.last().complete(Loaded.Absent.ABSENT); // an answer that is not kept
    Answer answer = node.get("k");

    assertThat(answer.isThere()).isFalse();
  }

  @Test
  void aStaleEntry_isNotTouchedBackToLife() {
    TestNode node = node(s -> s.staleIfError(MINUTE));
    load(node, "v1");
    time.advance(TTL);

    Answer touched = node.ask(new Operation.Touch(GROUP, bytes("k"), 60_000), 0, 1, PATIENCE);

    assertThat(touched.only()).isEqualTo(new Reply.Touched(false));
    assertThat(node.get("k").isThere()).isFalse();
  }

  @Test
  void aWindowThatGrows_makesNothingFresher() {
    TestNode node = node(s -> s.staleIfError(Duration.ofSeconds(1)));
    load(node, "v1");

    node.groups.apply(
        TestNode.byName(
            new GroupSpec(GROUP, settings(s -> s.ttl(TTL).staleWhileRevalidate(MINUTE)))));
    assertThat(detail(node).ttlLeftMillis()).isEqualTo(TTL.toMillis());
    time.advance(TTL);

    assertThat(node.get("k").text()).isEqualTo("v1 STALE");
  }

  @Test
  void aWindowThatIsTakenAway_leavesNothingStale() {
    TestNode node = node(s -> s.staleWhileRevalidate(MINUTE));
    load(node, "v1");
    time.advance(TTL);

    node.groups.apply(TestNode.byName(new GroupSpec(GROUP, settings(s -> s.ttl(TTL)))));

    assertThat(node.get("k").isThere()).isFalse();
  }

  @Test
  void aHotEntryInTheLastPartOfItsLife_isLoadedAhead() {
    TestNode node = node(s -> s.refreshAhead(20));
    load(node, "v1");
    assertThat(node.get("k").text()).isEqualTo("v1 HIT");
    assertThat(node.get("k").text()).isEqualTo("v1 HIT");
    time.advance(Duration.ofSeconds(8));
    assertThat(node.get("k").text()).isEqualTo("v1 HIT");
    assertThat(source.timesAsked()).isEqualTo(1);

    time.advance(Duration.ofMillis(1));
    assertThat(node.get("k").text()).isEqualTo("v1 HIT");
    assertThat(node.get("k").text()).isEqualTo("v1 HIT");
    assertThat(source.timesAsked()).isEqualTo(2);
    source.last().complete(value("v2"));

    assertThat(node.get("k").text()).isEqualTo("v2 HIT");
    assertThat(detail(node).ttlLeftMillis()).isEqualTo(TTL.toMillis());
    assertThat(count(node, LoadEvent.REFRESHED_AHEAD)).isEqualTo(1);
  }

  @Test
  void anEntryUsedOnce_isNotLoadedAhead() {
    TestNode node = node(s -> s.refreshAhead(20));
    load(node, "v1");
    time.advance(Duration.ofSeconds(9));

    assertThat(node.get("k").text()).isEqualTo("v1 HIT");

    assertThat(source.timesAsked()).isEqualTo(1);
  }

  @Test
  void aRefreshThatFails_isNotTriedAgainAtOnce() {
    TestNode node = node(s -> s.refreshAhead(50));
    load(node, "v1");
    time.advance(Duration.ofSeconds(6));
    for (int i = 0; i < 3; i++) {
      assertThat(node.get("k").text()).isEqualTo("v1 HIT");
    }
    assertThat(source.timesAsked()).isEqualTo(2);

    source.last().completeExceptionally(down());
    assertThat(node.get("k").text()).isEqualTo("v1 HIT");
    assertThat(source.timesAsked()).isEqualTo(2);
    time.advance(Duration.ofSeconds(1));
    assertThat(node.get("k").text()).isEqualTo("v1 HIT");

    assertThat(source.timesAsked()).isEqualTo(3);
  }

  @Test
  void aLoadInTheBackground_leavesCallersAPartOfThePlaces() {
    TestNode node = node(s -> s.staleWhileRevalidate(MINUTE).loadConcurrency(4));
    for (String key : new String[] {"a", "b", "c", "d"}) {
      Answer unused = node.get(key);
      source.last().complete(value(key));
    }
    time.advance(TTL);

    for (String key : new String[] {"a", "b", "c", "d"}) {
      assertThat(node.get(key).text()).isEqualTo(key + " STALE");
    }

    assertThat(source.timesAsked()).isEqualTo(4 + 3);
    assertThat(count(node, LoadEvent.NO_ROOM)).isEqualTo(1);
    Answer caller = node.get("e");
    source.last().complete(value("e"));
    assertThat(caller.text()).isEqualTo("e MISS_LOADED");
  }

  @Test
  void jitter_makesLivesShorterAndNeverLonger() {
    TestNode node = node(s -> s.jitter(40));
    node.random = () -> 0.5;
    load(node, "v1");

    assertThat(detail(node).ttlLeftMillis()).isEqualTo(8_000);
    Answer unused = node.set("k", "v2");
    assertThat(detail(node).ttlLeftMillis()).isEqualTo(10_000); // what clients set is exact
  }

  @Test
  void jitter_isOfTheSourcesTimesToLiveToo() {
    TestNode node = node(s -> s.jitter(40));
    node.random = () -> 0.999_999;
    Answer unused = node.get("k");
    source.last().complete(new Loaded.Present(bytes("v"), Optional.of(Duration.ofSeconds(1))));

    assertThat(detail(node).ttlLeftMillis()).isEqualTo(600);
  }

  @Test
  void whatIsLoadedWithinTheHoldOff_isAnsweredAndNotKept() {
    TestNode node = node(s -> s.holdOff(Duration.ofSeconds(5)));
    Answer deleted = node.delete("k");
    time.advance(Duration.ofMillis(4_999));

    Answer first = node.get("k");
    time.advance(Duration.ofMillis(500)); // what began within it may be as old
    source.last().complete(value("v1"));
    Answer second = node.get("k");
    source.last().complete(value("v2"));

    assertThat(deleted.isThere()).isTrue();
    assertThat(first.text()).isEqualTo("v1 MISS_LOADED");
    assertThat(second.text()).isEqualTo("v2 MISS_LOADED");
    assertThat(node.get("k").text()).isEqualTo("v2 HIT");
    assertThat(count(node, LoadEvent.HELD_OFF)).isEqualTo(1);
  }

  @Test
  void aLoadThatBeganWithinTheHoldOff_isNotJoinedAfterIt() {
    TestNode node = node(s -> s.holdOff(Duration.ofMillis(200)));
    Answer deleted = node.delete("k");
    Answer early = node.get("k");
    time.advance(Duration.ofMillis(100));
    Answer joined = node.get("k");
    time.advance(Duration.ofMillis(100));

    Answer late = node.get("k");
    source.answer(0).complete(value("v1"));

    assertThat(deleted.isThere()).isTrue();
    assertThat(early.text()).isEqualTo("v1 MISS_LOADED");
    assertThat(joined.text()).isEqualTo("v1 COALESCED");
    assertThat(late.isThere()).isFalse();
    source.answer(1).complete(value("v2"));
    assertThat(late.text()).isEqualTo("v2 MISS_LOADED");
    assertThat(node.get("k").text()).isEqualTo("v2 HIT");
  }

  @Test
  void whatIsSet_staysThroughItsHoldOff() {
    TestNode node =
        node(s -> s.holdOff(Duration.ofSeconds(5)).ttl(PATIENCE).staleWhileRevalidate(MINUTE));
    Answer unused = node.set("k", "set");
    time.advance(PATIENCE);

    assertThat(node.get("k").text()).isEqualTo("set STALE");
    source.last().complete(value("lagging"));

    assertThat(node.get("k").text()).isEqualTo("set STALE");
  }

  @Test
  void aValueOlderThanTheOneInMemory_isNotKept() {
    TestNode node = node(s -> s.staleIfError(MINUTE));
    Answer unused = node.get("k");
    source.last().complete(value("v7", 7));
    assertThat(detail(node).version()).isEqualTo(7);
    time.advance(TTL);

    Answer older = node.get("k");
    source.last().complete(value("v6", 6));
    Answer newer = node.get("k");
    source.last().complete(value("v8", 8));

    assertThat(older.text()).isEqualTo("v7 STALE");
    assertThat(newer.text()).isEqualTo("v8 MISS_LOADED");
    assertThat(detail(node).version()).isEqualTo(8);
    assertThat(count(node, LoadEvent.OLDER)).isEqualTo(1);
  }

  @Test
  void aSet_takesThePlaceOfAnyVersion() {
    TestNode node = node(s -> s);
    Answer unused = node.get("k");
    source.last().complete(value("v7", 7));

    Reply stored = node.set("k", "set").only();

    assertThat(node.get("k").text()).isEqualTo("set HIT");
    assertThat(detail(node).version()).isEqualTo(((Reply.Stored) stored).version());
  }

  private TestNode node(UnaryOperator<TestNode.Settings> change) {
    GroupSettings settings = settings(s -> change.apply(s.ttl(TTL)));
    return TestNode.owner(source, time, time, settings);
  }

  private void load(TestNode node, String value) {
    Answer answer = node.get("k");
    source.last().complete(value(value));
    assertThat(answer.text()).isEqualTo(value + " MISS_LOADED");
  }

  private static Detail detail(TestNode node) {
    Operation.Get get = new Operation.Get(GROUP, bytes("k"), Want.VALUE_AND_DETAIL);
    return ((Reply.Found) node.ask(get, 0, 1, PATIENCE).only()).detail();
  }

  private static long count(TestNode node, LoadEvent event) {
    return node.groups.loadStatistics().get(GROUP).count(event);
  }

  private static Loaded value(String text) {
    return Loaded.Present.of(ByteString.copyFromUtf8(text));
  }

  private static Loaded value(String text, long version) {
    return new Loaded.Present(bytes(text), Optional.empty(), OptionalLong.of(version));
  }

  private static CashewException down() {
    return new CashewException(Reason.SOURCE_DOWN, "no connection");
  }
}
