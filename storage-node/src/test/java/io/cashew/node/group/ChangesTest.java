package io.cashew.node.group;

import static io.cashew.node.group.TestNode.GROUP;
import static io.cashew.node.group.TestNode.PATIENCE;
import static io.cashew.node.group.TestNode.SINCE_FIRST_RING;
import static io.cashew.node.group.TestNode.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.cashew.node.source.Loaded;
import io.cashew.node.source.ScriptedSource;
import io.cashew.node.store.Inspection;
import io.cashew.operation.Condition;
import io.cashew.operation.Operation;
import io.cashew.operation.Operation.Bring;
import io.cashew.operation.Operation.Reach;
import io.cashew.operation.Operation.Want;
import io.cashew.operation.Outcome;
import io.cashew.operation.Reply;
import io.cashew.operation.Ttl;
import io.cashew.status.Reason;
import io.cashew.time.FakeTime;
import io.cashew.time.Ticker;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Changes that go by what is in memory, and gets that ask nothing but memory. */
final class ChangesTest {
  private final FakeTime time = new FakeTime();
  private final ScriptedSource source = new ScriptedSource();
  private final TestNode node = TestNode.owner(source, time, time);

  // Conditions

  @Test
  void setIfAbsent_ofWhatIsNotInMemory_isExecutedAndAsksNoSource() {
    assertThat(set("v", Condition.IF_ABSENT)).isInstanceOf(Reply.Stored.class);

    assertThat(node.get("k").text()).isEqualTo("v HIT");
    assertThat(source.timesAsked()).isZero();
  }

  @Test
  void setIfAbsent_ofWhatIsInMemory_isNotExecutedAndTellsTheVersion() {
    long version = stored("v");

    assertThat(set("other", Condition.IF_ABSENT)).isEqualTo(new Reply.NotStored(version, null));

    assertThat(node.get("k").text()).isEqualTo("v HIT");
  }

  @Test
  void setIfAbsent_ofWhatTheSourceIsKnownToLack_isExecuted() {
    rememberAbsence();

    assertThat(set("v", Condition.IF_ABSENT)).isInstanceOf(Reply.Stored.class);

    assertThat(node.get("k").text()).isEqualTo("v HIT");
  }

  @Test
  void setIfAbsent_ofWhatHasExpired_isExecuted() {
    stored("v");
    time.advance(Duration.ofMinutes(10));

    assertThat(set("next", Condition.IF_ABSENT)).isInstanceOf(Reply.Stored.class);
  }

  @Test
  void setIfPresent_isExecutedOnlyOnAValue() {
    assertThat(set("v", Condition.IF_PRESENT)).isEqualTo(new Reply.NotStored(0, null));
    rememberAbsence();
    assertThat(set("v", Condition.IF_PRESENT)).isEqualTo(new Reply.NotStored(0, null));
    stored("v");

    assertThat(set("next", Condition.IF_PRESENT)).isInstanceOf(Reply.Stored.class);

    assertThat(node.get("k").text()).isEqualTo("next HIT");
  }

  @Test
  void setIfVersion_isExecutedOnlyOnThatVersion() {
    long first = stored("1");

    long second = ((Reply.Stored) set("2", Condition.ifVersion(first))).version();

    assertThat(second).isGreaterThan(first);
    assertThat(set("3", Condition.ifVersion(first))).isEqualTo(new Reply.NotStored(second, null));
    assertThat(node.get("k").text()).isEqualTo("2 HIT");
  }

  @Test
  void setIfVersion_ofAValueWithAVersionOfItsSource_goesByThatOne() {
    Answer unused = node.get("k");
    source
        .answer(0)
        .complete(new Loaded.Present(bytes("loaded"), Optional.empty(), OptionalLong.of(7)));

    assertThat(set("1", Condition.ifVersion(6))).isEqualTo(new Reply.NotStored(7, null));
    assertThat(set("2", Condition.ifVersion(7))).isInstanceOf(Reply.Stored.class);
    assertThat(node.get("k").text()).isEqualTo("2 HIT");
  }

  @Test
  void setIfVersionZero_isExecutedOnlyIfThereIsNoValue() {
    assertThat(set("1", Condition.ifVersion(0))).isInstanceOf(Reply.Stored.class);

    assertThat(set("2", Condition.ifVersion(0))).isInstanceOf(Reply.NotStored.class);
  }

  @Test
  void aSetThatIsNotExecuted_dealsTheLoadInFlightNoBlow() {
    Answer get = node.get("k");

    assertThat(set("v", Condition.IF_PRESENT)).isInstanceOf(Reply.NotStored.class);
    source.answer(0).complete(value("loaded"));

    assertThat(get.text()).isEqualTo("loaded MISS_LOADED");
    assertThat(node.get("k").text()).isEqualTo("loaded HIT");
  }

  @Test
  void aSetWithACondition_doomsTheLoadInFlightWhenItIsExecuted() {
    Answer get = node.get("k");

    assertThat(set("v", Condition.IF_ABSENT)).isInstanceOf(Reply.Stored.class);
    source.answer(0).complete(value("old"));

    assertThat(get.text()).isEqualTo("old MISS_LOADED");
    assertThat(node.get("k").text()).isEqualTo("v HIT");
  }

  // The value there was

  @Test
  void aSet_bringsTheValueThereWas() {
    assertThat(setBringing("1", Condition.ALWAYS)).isEqualTo(new Reply.Stored(version(), null));

    assertThat(setBringing("2", Condition.ALWAYS))
        .isEqualTo(new Reply.Stored(version(), bytes("1")));
  }

  @Test
  void aSetThatIsNotExecuted_bringsTheValueThereIs() {
    long version = stored("1");

    assertThat(setBringing("2", Condition.IF_ABSENT))
        .isEqualTo(new Reply.NotStored(version, bytes("1")));
  }

  @Test
  void aDelete_bringsTheValueThereWas() {
    stored("v");

    assertThat(ask(new Operation.Delete(GROUP, bytes("k"), Bring.VALUE)))
        .isEqualTo(new Reply.Deleted(true, bytes("v")));

    assertThat(ask(new Operation.Delete(GROUP, bytes("k"), Bring.VALUE)))
        .isEqualTo(new Reply.Deleted(false, null));
  }

  @Test
  void aDeleteOfARememberedAbsence_forgetsItAndDeniesThatThereWasAValue() {
    rememberAbsence();

    assertThat(node.delete("k").only()).isEqualTo(new Reply.Deleted(false));

    assertThat(get(Reach.PEEK)).isEqualTo(notLoaded());
  }

  @Test
  void aTouch_bringsTheValue() {
    stored("v");

    assertThat(ask(new Operation.Touch(GROUP, bytes("k"), Ttl.ofMillis(1_000), Bring.VALUE)))
        .isEqualTo(new Reply.Touched(true, bytes("v")));

    time.advance(Duration.ofSeconds(1));
    assertThat(get(Reach.PEEK)).isEqualTo(notLoaded());
  }

  // Time to live

  @Test
  void aSetThatNeverExpires_doesNot() {
    ask(new Operation.Set(GROUP, bytes("k"), bytes("v"), Ttl.NEVER));

    time.advance(Duration.ofDays(400));

    assertThat(node.get("k").text()).isEqualTo("v HIT");
    assertThat(ttlLeft()).isZero();
  }

  @Test
  void aSetThatKeepsTheTimeToLive_getsWhatTheEntryHadLeft() {
    ask(new Operation.Set(GROUP, bytes("k"), bytes("1"), Ttl.ofMillis(10_000)));
    time.advance(Duration.ofSeconds(4));

    ask(new Operation.Set(GROUP, bytes("k"), bytes("2"), Ttl.KEPT));

    assertThat(ttlLeft()).isEqualTo(6_000);
    assertThat(node.get("k").text()).isEqualTo("2 HIT");
  }

  @Test
  void aSetThatKeepsTheTimeToLive_keepsThatAnEntryNeverExpires() {
    ask(new Operation.Set(GROUP, bytes("k"), bytes("1"), Ttl.NEVER));

    ask(new Operation.Set(GROUP, bytes("k"), bytes("2"), Ttl.KEPT));

    assertThat(ttlLeft()).isZero();
  }

  @Test
  void aSetThatKeepsTheTimeToLiveOfNothing_getsTheGroups() {
    ask(new Operation.Set(GROUP, bytes("k"), bytes("v"), Ttl.KEPT));

    assertThat(ttlLeft()).isEqualTo(600_000);
  }

  @Test
  void aTouch_canHaveAnEntryNeverExpireOrLiveAsTheGroupSays() {
    stored("v");

    ask(new Operation.Touch(GROUP, bytes("k"), Ttl.NEVER, Bring.NOTHING));
    assertThat(ttlLeft()).isZero();

    ask(new Operation.Touch(GROUP, bytes("k"), Ttl.GROUP, Bring.NOTHING));
    assertThat(ttlLeft()).isEqualTo(600_000);
  }

  @Test
  void aTouchOfARememberedAbsence_findsNoValueAndDoesNotProlongIt() {
    rememberAbsence();

    assertThat(ask(new Operation.Touch(GROUP, bytes("k"), Ttl.NEVER, Bring.NOTHING)))
        .isEqualTo(new Reply.Touched(false));

    time.advance(Duration.ofSeconds(5));
    assertThat(get(Reach.PEEK)).isEqualTo(notLoaded());
  }

  @Test
  void theTimeToLiveLeft_isRoundedUp() {
    ask(new Operation.Set(GROUP, bytes("k"), bytes("v"), Ttl.ofMillis(2)));

    time.advance(Duration.ofNanos(1_500_000));

    assertThat(ttlLeft()).isEqualTo(1); // 0 is never
  }

  // Gets that ask nothing but memory

  @Test
  void aGetFromMemory_loadsNothing() {
    assertThat(get(Reach.MEMORY)).isEqualTo(notLoaded());
    assertThat(get(Reach.PEEK)).isEqualTo(notLoaded());

    assertThat(source.timesAsked()).isZero();
  }

  @Test
  void aGetFromMemory_doesNotWaitForALoad() {
    node.get("k");

    assertThat(get(Reach.MEMORY)).isEqualTo(notLoaded());
  }

  @Test
  void aGetFromMemory_findsWhatIsThere() {
    stored("v");

    assertThat(get(Reach.MEMORY)).isEqualTo(new Reply.Found(bytes("v"), Outcome.HIT, null));
    assertThat(get(Reach.PEEK)).isEqualTo(new Reply.Found(bytes("v"), Outcome.HIT, null));
  }

  @Test
  void aGetFromMemory_findsThatTheSourceLacksTheKey() {
    rememberAbsence();

    assertThat(get(Reach.MEMORY)).isEqualTo(new Reply.Absent(Outcome.NEGATIVE, null));
    assertThat(get(Reach.PEEK)).isEqualTo(new Reply.Absent(Outcome.NEGATIVE, null));
  }

  @Test
  void aGetFromMemory_isAUseAndAPeekCountsForNothing() {
    stored("v");
    get(Reach.PEEK);
    ask(new Operation.Get(GROUP, bytes("other"), Want.VALUE, Reach.PEEK));
    assertThat(counted()).isEqualTo("0 hits, 0 misses");
    int before = inspect().frequency();

    get(Reach.PEEK);
    assertThat(inspect().frequency()).isEqualTo(before);
    get(Reach.MEMORY);
    ask(new Operation.Get(GROUP, bytes("other"), Want.VALUE, Reach.MEMORY));

    assertThat(counted()).isEqualTo("1 hits, 1 misses");
    assertThat(inspect().frequency()).isGreaterThan(before);
  }

  @Test
  void aGetWithoutTheValue_tellsTheDetailAlone() {
    stored("v");

    Reply reply = ask(new Operation.Get(GROUP, bytes("k"), Want.DETAIL, Reach.PEEK));

    assertThat(reply)
        .isInstanceOfSatisfying(
            Reply.Found.class,
            found -> {
              assertThat(found.value().isEmpty()).isTrue();
              assertThat(found.detail().ttlLeftMillis()).isEqualTo(600_000);
            });
  }

  // The term

  static Stream<Operation> unrepeatable() {
    return Stream.of(
        new Operation.Set(
            GROUP, bytes("k"), bytes("v"), Ttl.GROUP, Condition.IF_ABSENT, Bring.NOTHING),
        new Operation.Set(GROUP, bytes("k"), bytes("v"), Ttl.GROUP, Condition.ALWAYS, Bring.VALUE));
  }

  @ParameterizedTest
  @MethodSource("unrepeatable")
  void aTermThatEndsWhileAChangeIsMadeThatCannotBeRepeated_leavesItInDoubt(Operation operation) {
    MovingTicker ticker = new MovingTicker();
    TestNode moving = TestNode.owner(source, time, ticker);
    ticker.reads = 0;
    ticker.inAMoment = () -> moving.table.apply(moving.history.move(0, "b"));

    Reply reply = moving.ask(operation, 0, SINCE_FIRST_RING, PATIENCE).only();

    assertThat(reply)
        .isInstanceOfSatisfying(
            Reply.Failed.class,
            failed -> assertThat(failed.reason()).isEqualTo(Reason.OWNER_UNREACHABLE));
  }

  private long stored(String text) {
    return ((Reply.Stored) node.set("k", text).only()).version();
  }

  private void rememberAbsence() {
    Answer unused = node.get("k");
    source.last().complete(Loaded.Absent.ABSENT);
  }

  private Reply set(String text, Condition condition) {
    return ask(
        new Operation.Set(GROUP, bytes("k"), bytes(text), Ttl.GROUP, condition, Bring.NOTHING));
  }

  private Reply setBringing(String text, Condition condition) {
    return ask(
        new Operation.Set(GROUP, bytes("k"), bytes(text), Ttl.GROUP, condition, Bring.VALUE));
  }

  private Reply get(Reach reach) {
    return ask(new Operation.Get(GROUP, bytes("k"), Want.VALUE, reach));
  }

  private long ttlLeft() {
    return ((Reply.Found) ask(new Operation.Get(GROUP, bytes("k"), Want.DETAIL, Reach.PEEK)))
        .detail()
        .ttlLeftMillis();
  }

  private long version() {
    return inspect().version();
  }

  private Inspection inspect() {
    Operation get = new Operation.Get(GROUP, bytes("k"), Want.VALUE);
    long hash = TestNode.routed(get, 0, SINCE_FIRST_RING).hash();
    return node.groups.inspect(GROUP, hash, bytes("k")).orElseThrow();
  }

  private String counted() {
    var counted = node.groups.named(GROUP).statistics();
    return "%d hits, %d misses".formatted(counted.hits(), counted.misses());
  }

  private Reply ask(Operation operation) {
    return node.ask(operation, 0, SINCE_FIRST_RING, PATIENCE).only();
  }

  private static Reply notLoaded() {
    return new Reply.Absent(Outcome.NOT_LOADED, null);
  }

  private static Loaded value(String text) {
    return Loaded.Present.of(bytes(text));
  }

  /** A clock at which something happens as the store reads it, after the asker and the gate. */
  private static final class MovingTicker implements Ticker {
    private Runnable inAMoment = () -> {};
    private int reads;

    @Override
    public long nanos() {
      if (++reads == 3) {
        inAMoment.run();
      }
      return 0;
    }
  }
}
