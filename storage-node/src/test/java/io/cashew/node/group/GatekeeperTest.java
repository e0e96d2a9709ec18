package io.cashew.node.group;

import static com.google.common.base.Preconditions.checkState;
import static io.cashew.node.group.TestNode.B;
import static io.cashew.node.group.TestNode.GROUP;
import static io.cashew.node.group.TestNode.PATIENCE;
import static io.cashew.node.group.TestNode.bytes;
import static io.cashew.node.group.TestNode.settings;
import static org.assertj.core.api.Assertions.assertThat;

import io.cashew.group.GroupSpec;
import io.cashew.node.source.Loaded;
import io.cashew.node.source.ScriptedSource;
import io.cashew.operation.Operation;
import io.cashew.operation.Operation.Want;
import io.cashew.operation.Reply;
import io.cashew.status.Reason;
import io.cashew.time.FakeTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class GatekeeperTest {
  private static final GroupSpec SPEC = new GroupSpec(GROUP, settings(s -> s));
  private static final Operation GET = new Operation.Get(GROUP, bytes("k"), Want.VALUE);
  private static final Operation SET =
      new Operation.Set(GROUP, bytes("k"), bytes("set"), Operation.GROUP_TTL);
  private static final Operation DELETE = new Operation.Delete(GROUP, bytes("k"));
  private static final Operation TOUCH = new Operation.Touch(GROUP, bytes("k"), 1);

  private final FakeTime time = new FakeTime();
  private final ScriptedSource source = new ScriptedSource();
  private final TestNode node = new TestNode(source, time, time, SPEC);

  @ParameterizedTest
  @MethodSource("operations")
  void anOperationOfAnotherTerm_isStaleAndDoesNothing(Operation operation) {
    node.table.apply(node.history.current());

    Answer answer = node.ask(operation, 1, 1, PATIENCE);

    assertThat(answer.only()).isEqualTo(new Reply.StaleRing(1));
    assertThat(source.timesAsked()).isZero();
    assertThat(node.get("k").isThere()).isFalse(); // it loads
  }

  @ParameterizedTest
  @MethodSource("operations")
  void anOperationAhead_makesTheNodeAskForTheRingAndIsDoneWhenThatComes(Operation operation) {
    List<String> events = new ArrayList<>();
    node.ringWanted = () -> events.add("ring wanted");
    Answer answer = node.ask(operation, 0, 1, PATIENCE);
    assertThat(events).containsExactly("ring wanted");
    assertThat(answer.isThere()).isFalse();

    node.table.apply(node.history.current());
    completeLoads();

    assertThat(answer.only()).isNotInstanceOfAny(Reply.Failed.class, Reply.StaleRing.class);
    assertThat(time.pending()).isZero();
  }

  @Test
  void anOperationAhead_isStaleIfTheRingThatComesSaysSo() {
    Answer answer = node.ask(DELETE, 1, 1, PATIENCE);

    node.table.apply(node.history.current());

    assertThat(answer.only()).isEqualTo(new Reply.StaleRing(1));
  }

  @ParameterizedTest
  @MethodSource("operations")
  void anOperationAheadForTooLong_failsAtItsDeadline(Operation operation) {
    Answer answer = node.ask(operation, 0, 1, PATIENCE);

    time.advance(PATIENCE.minusNanos(1));
    assertThat(answer.isThere()).isFalse();
    time.advance(Duration.ofNanos(1));

    assertThat(answer.reason()).isEqualTo(Reason.OWNER_SLOW);
  }

  @Test
  void aRingThatComesWhileAnOperationSitsDown_isNoticed() {
    // Nobody sits in the waiting room yet when the ring is asked for.
    node.ringWanted = () -> node.table.apply(node.history.current());

    Answer answer = node.ask(DELETE, 0, 1, PATIENCE);

    assertThat(answer.only()).isEqualTo(new Reply.Deleted(false));
  }

  @Test
  void getsWhileThePredecessorIsUnfenced_eachLoadForThemselvesAndKeepNothing() {
    node.table.apply(node.history.move(1, "a"));

    Answer first = node.ask(GET, 1, 2, PATIENCE);
    Answer second = node.ask(GET, 1, 2, PATIENCE);

    assertThat(source.timesAsked()).isEqualTo(2);
    completeLoads();
    assertThat(first.text()).isEqualTo("loaded MISS_LOADED");
    assertThat(second.text()).isEqualTo("loaded MISS_LOADED");
    node.table.fenced(B, 2);
    assertThat(node.ask(GET, 1, 2, PATIENCE).isThere()).isFalse(); // it loads
  }

  @Test
  void aGetAfterTheFence_joinsNoLoadBegunBefore() {
    node.table.apply(node.history.move(1, "a"));
    Answer before = node.ask(GET, 1, 2, PATIENCE);
    node.table.fenced(B, 2);

    Answer after = node.ask(GET, 1, 2, PATIENCE);
    source.answer(0).complete(value("old"));

    assertThat(before.text()).isEqualTo("old MISS_LOADED");
    assertThat(after.isThere()).isFalse();
    source.answer(1).complete(value("new"));
    assertThat(after.text()).isEqualTo("new MISS_LOADED");
    assertThat(node.ask(GET, 1, 2, PATIENCE).text()).isEqualTo("new HIT");
  }

  @ParameterizedTest
  @MethodSource("changes")
  void aChangeWhileThePredecessorIsUnfenced_waitsForTheFence(Operation change) {
    node.table.apply(node.history.move(1, "a"));
    Answer answer = node.ask(change, 1, 2, PATIENCE);
    assertThat(answer.isThere()).isFalse();

    node.table.fenced(B, 2);

    assertThat(answer.only())
        .isInstanceOfAny(Reply.Stored.class, Reply.Deleted.class, Reply.Touched.class);
    assertThat(time.pending()).isZero();
  }

  @ParameterizedTest
  @MethodSource("changes")
  void aChangeWhoseFenceTakesTooLong_failsAtItsDeadlineAndIsNeverDone(Operation change) {
    node.table.apply(node.history.move(1, "a"));
    Answer answer = node.ask(change, 1, 2, PATIENCE);

    time.advance(PATIENCE);
    assertThat(answer.reason()).isEqualTo(Reason.OWNER_SLOW);
    node.table.fenced(B, 2);

    assertThat(answer.only()).isInstanceOf(Reply.Failed.class);
    assertThat(node.ask(GET, 1, 2, PATIENCE).isThere()).isFalse(); // it loads
  }

  @Test
  void aChangeThatWaits_isStaleWhenTheRingMovesOn() {
    node.table.apply(node.history.move(1, "a"));
    Answer answer = node.ask(DELETE, 1, 2, PATIENCE);

    node.table.apply(node.history.move(1, "c"));

    assertThat(answer.only()).isEqualTo(new Reply.StaleRing(3));
  }

  @ParameterizedTest
  @MethodSource("changes")
  void aChangeWhoseTurnComesAfterItsDeadline_isDropped(Operation change) {
    FakeTime lateTimers = new FakeTime(); // the process has been frozen and just wakes up
    TestNode frozen = new TestNode(source, lateTimers, time, SPEC);
    frozen.table.apply(frozen.history.move(1, "a"));
    Answer answer = frozen.ask(change, 1, 2, PATIENCE);
    time.advance(PATIENCE);

    frozen.table.fenced(B, 2);

    assertThat(answer.reason()).isEqualTo(Reason.OWNER_SLOW);
    assertThat(frozen.ask(GET, 1, 2, PATIENCE).isThere()).isFalse(); // it loads
  }

  @Test
  void operationsThatFindNoPlaceToWait_areRefused() {
    IntStream.range(0, 1 << 14).forEach(i -> node.ask(DELETE, 0, 1, PATIENCE));

    assertThat(node.ask(DELETE, 0, 1, PATIENCE).reason()).isEqualTo(Reason.IN_FLIGHT);
  }

  @ParameterizedTest
  @MethodSource("operations")
  void anOperationOnAGroupThatThereIsNot_namesIt(Operation operation) {
    TestNode empty = new TestNode(source, time, time);
    empty.table.apply(empty.history.current());

    Answer answer = empty.ask(operation, 0, 1, PATIENCE);

    assertThat(answer.reason()).isEqualTo(Reason.GROUP_UNKNOWN);
    assertThat(((Reply.Failed) answer.only()).message()).contains("\"users\"");
  }

  @Test
  void aGetOnAGroupThatThereIsNot_isToldSoBeforeTheFenceToo() {
    TestNode empty = new TestNode(source, time, time);
    empty.table.apply(empty.history.move(1, "a"));

    assertThat(empty.ask(GET, 1, 2, PATIENCE).reason()).isEqualTo(Reason.GROUP_UNKNOWN);
  }

  @Test
  void anOperationThatMeetsADefect_isAnsweredAllTheSame() {
    AtomicBoolean stopped = new AtomicBoolean();
    TestNode broken =
        new TestNode(
            source,
            time,
            () -> {
              checkState(!stopped.get(), "no clock");
              return 0;
            },
            SPEC);
    broken.table.apply(broken.history.current());
    Answer answer = new Answer();
    stopped.set(true);

    broken.gatekeeper.handle(TestNode.routed(GET, 0, 1), 0, answer);

    assertThat(answer.reason()).isEqualTo(Reason.INTERNAL);
  }

  private void completeLoads() {
    for (int i = 0; i < source.timesAsked(); i++) {
      source.answer(i).complete(value("loaded"));
    }
  }

  private static Loaded value(String text) {
    return Loaded.Present.of(bytes(text));
  }

  static Stream<Operation> operations() {
    return Stream.of(GET, SET, DELETE, TOUCH);
  }

  static Stream<Operation> changes() {
    return Stream.of(SET, DELETE, TOUCH);
  }
}
