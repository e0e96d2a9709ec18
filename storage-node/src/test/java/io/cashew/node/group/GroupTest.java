package io.cashew.node.group;

import static io.cashew.node.group.TestNode.GROUP;
import static io.cashew.node.group.TestNode.PATIENCE;
import static io.cashew.node.group.TestNode.SINCE_FIRST_RING;
import static io.cashew.node.group.TestNode.bytes;
import static io.cashew.node.group.TestNode.settings;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.cashew.group.GroupSpec;
import io.cashew.node.source.Loaded;
import io.cashew.node.source.ScriptedSource;
import io.cashew.operation.Detail;
import io.cashew.operation.Operation;
import io.cashew.operation.Operation.Want;
import io.cashew.operation.Outcome;
import io.cashew.operation.Reply;
import io.cashew.operation.RoutedOperation;
import io.cashew.status.Reason;
import io.cashew.time.FakeTime;
import io.cashew.time.Ticker;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class GroupTest {
  private final FakeTime time = new FakeTime();
  private final ScriptedSource source = new ScriptedSource();
  private final TestNode node = TestNode.owner(source, time, time);

  @Test
  void set_isFoundForTheGroupsTimeToLive() {
    node.set("k", "v");

    time.advance(Duration.ofMinutes(10).minusNanos(1));
    assertThat(node.get("k").text()).isEqualTo("v HIT");

    time.advance(Duration.ofNanos(1));
    assertThat(node.get("k").isThere()).isFalse(); // it loads
  }

  @Test
  void set_withATimeToLive_isFoundForThat() {
    ask(new Operation.Set(GROUP, bytes("k"), bytes("v"), 100));

    time.advance(Duration.ofMillis(99));
    assertThat(node.get("k").text()).isEqualTo("v HIT");

    time.advance(Duration.ofMillis(1));
    assertThat(node.get("k").isThere()).isFalse();
  }

  @Test
  void set_largerThanTheGroupAllows_isRefusedAndChangesNothing() {
    TestNode narrow = TestNode.owner(source, time, time, settings(s -> s.maxValueBytes(3)));
    narrow.set("k", "tri");

    assertThat(narrow.set("k", "four").reason()).isEqualTo(Reason.VALUE_TOO_LARGE);

    assertThat(narrow.get("k").text()).isEqualTo("tri HIT");
  }

  @Test
  void set_twice_hasTheGreaterVersionTheSecondTime() {
    long first = ((Reply.Stored) node.set("k", "v1").only()).version();
    long second = ((Reply.Stored) node.set("k", "v2").only()).version();

    assertThat(second).isGreaterThan(first);
    assertThat(node.get("k").text()).isEqualTo("v2 HIT");
  }

  @Test
  void set_ofASliceOfAMessage_keepsTheSliceAlone() {
    byte[] message = new byte[1000];
    Arrays.fill(message, (byte) 'x');
    ByteString slice = UnsafeByteOperations.unsafeWrap(message).substring(10, 13);
    ask(new Operation.Set(GROUP, slice, slice, Operation.GROUP_TTL));

    Arrays.fill(message, (byte) 'y'); // what is kept must not be backed by this

    assertThat(node.get("xxx").text()).isEqualTo("xxx HIT");
  }

  @Test
  void touch_ofWhatIsInMemory_prolongsItsLife() {
    node.set("k", "v");

    Answer touched = ask(new Operation.Touch(GROUP, bytes("k"), Duration.ofHours(1).toMillis()));

    assertThat(touched.only()).isEqualTo(new Reply.Touched(true));
    time.advance(Duration.ofMinutes(59));
    assertThat(node.get("k").text()).isEqualTo("v HIT");
  }

  @Test
  void touch_ofWhatIsNotInMemory_saysSo() {
    assertThat(ask(new Operation.Touch(GROUP, bytes("k"), 1)).only())
        .isEqualTo(new Reply.Touched(false));
  }

  @Test
  void get_withDetail_saysWhatIsKnown() {
    Answer loaded = ask(new Operation.Get(GROUP, bytes("k"), Want.VALUE_AND_DETAIL));
    source.last().complete(Loaded.Present.of(bytes("v")));
    time.advance(Duration.ofSeconds(1));
    Answer hit = ask(new Operation.Get(GROUP, bytes("k"), Want.VALUE_AND_DETAIL));

    assertThat(loaded.only())
        .isEqualTo(
            new Reply.Found(bytes("v"), Outcome.MISS_LOADED, new Detail(1, 0, 600_000, "a", 0, 1)));
    assertThat(hit.only())
        .isEqualTo(
            new Reply.Found(bytes("v"), Outcome.HIT, new Detail(1, 1_000, 599_000, "a", 0, 1)));
  }

  @ParameterizedTest
  @MethodSource("changes")
  void aChange_whoseTermIsLostWhileItIsMade_isNotAcknowledged(Operation change) {
    MovingTicker ticker = new MovingTicker();
    TestNode moving = new TestNode(source, time, ticker, new GroupSpec(GROUP, settings(s -> s)));
    moving.table.apply(moving.history.current());
    ticker.inAMoment = () -> moving.table.apply(moving.history.move(0, "b"));
    Answer answer = new Answer();

    // The gate looks at the clock first, then memory does: by then the partition has moved.
    moving.gatekeeper.handle(
        TestNode.routed(change, 0, SINCE_FIRST_RING), PATIENCE.toNanos(), answer);

    assertThat(answer.only()).isEqualTo(new Reply.StaleRing(2));
  }

  @Test
  void groupsWhoseNamesAndKeysRunTogether_areApart() {
    TestNode both =
        new TestNode(
            source,
            time,
            time,
            new GroupSpec("a", settings(s -> s)),
            new GroupSpec("ab", settings(s -> s)));
    both.table.apply(both.history.current());
    long sameHash = 7;
    Answer answer = new Answer();

    both.gatekeeper.handle(
        routed(new Operation.Set("a", bytes("bc"), bytes("v1"), 0), sameHash), 1, answer);
    Answer other = new Answer();
    both.gatekeeper.handle(
        routed(new Operation.Get("ab", bytes("c"), Want.VALUE), sameHash), 1, other);
    both.gatekeeper.handle(
        routed(new Operation.Get("ab", bytes("bc"), Want.VALUE), sameHash), 1, other);

    assertThat(answer.only()).isInstanceOf(Reply.Stored.class);
    assertThat(other.isThere()).isFalse(); // both load
    assertThat(source.timesAsked()).isEqualTo(2);
  }

  private Answer ask(Operation operation) {
    return node.ask(operation, 0, SINCE_FIRST_RING, PATIENCE);
  }

  private static RoutedOperation routed(Operation operation, long hash) {
    return new RoutedOperation(operation, 0, SINCE_FIRST_RING, hash);
  }

  static Stream<Operation> changes() {
    return Stream.of(
        new Operation.Set(GROUP, bytes("k"), bytes("v"), Operation.GROUP_TTL),
        new Operation.Delete(GROUP, bytes("k")),
        new Operation.Touch(GROUP, bytes("k"), 1));
  }

  /** A clock at which something happens when it is read for the second time. */
  private static final class MovingTicker implements Ticker {
    private Runnable inAMoment = () -> {};
    private int reads;

    @Override
    public long nanos() {
      if (++reads == 2) {
        inAMoment.run();
      }
      return 0;
    }
  }
}
