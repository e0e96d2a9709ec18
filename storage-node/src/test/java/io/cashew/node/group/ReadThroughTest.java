package io.cashew.node.group;

import static io.cashew.node.group.TestNode.bytes;
import static io.cashew.node.group.TestNode.settings;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.util.concurrent.Uninterruptibles;
import com.google.protobuf.ByteString;
import io.cashew.group.GroupSettings;
import io.cashew.node.source.DataSource;
import io.cashew.node.source.FunctionSource;
import io.cashew.node.source.LoadRequest;
import io.cashew.node.source.Loaded;
import io.cashew.node.source.ScriptedSource;
import io.cashew.operation.Operation;
import io.cashew.operation.Outcome;
import io.cashew.status.Reason;
import io.cashew.time.FakeTime;
import io.cashew.time.Timers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Gets that miss, and the one load that answers them. */
final class ReadThroughTest {
  private static final Duration MOMENT = Duration.ofMillis(50);
  private static final Duration LOAD_TIMEOUT = Duration.ofSeconds(5);

  private final FakeTime time = new FakeTime();
  private final ScriptedSource source = new ScriptedSource();
  private final TestNode node = TestNode.owner(source, time, time);

  @Test
  void getsOfOneKey_whileItIsLoaded_shareTheLoad() {
    List<Answer> answers = IntStream.range(0, 64).mapToObj(i -> node.get("k")).toList();

    source.last().complete(value("v"));

    assertThat(source.timesAsked()).isEqualTo(1);
    assertThat(answers.get(0).text()).isEqualTo("v MISS_LOADED");
    assertThat(answers.subList(1, 64)).allMatch(answer -> answer.text().equals("v COALESCED"));
    assertThat(node.get("k").text()).isEqualTo("v HIT");
    assertNoTimersAreLeft();
  }

  @Test
  void getsOfTwoKeys_areTwoLoads() {
    Answer one = node.get("1");
    Answer two = node.get("2");

    source.answer(1).complete(value("v2"));
    source.answer(0).complete(value("v1"));

    assertThat(one.text()).isEqualTo("v1 MISS_LOADED");
    assertThat(two.text()).isEqualTo("v2 MISS_LOADED");
  }

  @Test
  void aSourceThatFails_failsAllWhoWaitAndIsAskedAgainByTheNext() {
    List<Answer> answers = IntStream.range(0, 64).mapToObj(i -> node.get("k")).toList();

    source.last().completeExceptionally(new IllegalStateException("no connection"));

    assertThat(answers).allMatch(answer -> answer.reason() == Reason.SOURCE_DOWN);
    assertThat(source.timesAsked()).isEqualTo(1);
    Answer next = node.get("k");
    source.last().complete(value("v"));
    assertThat(next.text()).isEqualTo("v MISS_LOADED");
    assertThat(source.timesAsked()).isEqualTo(2);
    assertNoTimersAreLeft();
  }

  @Test
  void aSourceThatThrowsAtOnce_failsTheGetAndIsAskedAgainByTheNext() {
    List<String> asked = new ArrayList<>();
    TestNode thrown =
        owner(
            request -> {
              asked.add("once more");
              throw new IllegalStateException("no connection");
            });

    assertThat(thrown.get("k").reason()).isEqualTo(Reason.SOURCE_DOWN);
    assertThat(thrown.get("k").reason()).isEqualTo(Reason.SOURCE_DOWN);

    assertThat(asked).hasSize(2);
    assertNoTimersAreLeft();
  }

  @Test
  void aSourceThatHangsWhenItIsAsked_costsTheCallersTheirDeadlinesAndNothingElse()
      throws InterruptedException {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch wakeUp = new CountDownLatch(1);
    AtomicReference<CompletableFuture<Loaded>> late = new AtomicReference<>();
    TestNode hanging =
        owner(
            request -> {
              if (asked.getCount() == 0) {
                return CompletableFuture.completedFuture(value("new"));
              }
              asked.countDown();
              awaitUninterrupted(wakeUp);
              late.set(new CompletableFuture<>());
              return late.get();
            });
    Answer first = new Answer();
    Thread caller = new Thread(() -> first.accept(hanging.get("k", MOMENT).only()));
    caller.start();
    asked.await();
    Answer joined = hanging.get("k", LOAD_TIMEOUT.multipliedBy(2));

    time.advance(LOAD_TIMEOUT);

    assertThat(joined.reason()).isEqualTo(Reason.SOURCE_SLOW);
    assertThat(hanging.get("k").text()).isEqualTo("new MISS_LOADED");
    wakeUp.countDown();
    caller.join();
    assertThat(first.reason()).isEqualTo(Reason.SOURCE_SLOW);
    assertThat(late.get()).isCancelled();
    assertThat(hanging.get("k").text()).isEqualTo("new HIT");
    assertNoTimersAreLeft();
  }

  @Test
  void aSourceThatNeverAnswers_costsTheCallersTheirDeadlinesAndTheNextGetAsksAgain() {
    Answer first = node.get("k", MOMENT);

    time.advance(MOMENT);

    assertThat(first.reason()).isEqualTo(Reason.SOURCE_SLOW);
    Answer next = node.get("k");
    source.last().complete(value("v"));
    assertThat(next.text()).isEqualTo("v MISS_LOADED");
  }

  @Test
  void aGetWithADeadlineOf50Millis_isToldThen() {
    Answer answer = node.get("k", MOMENT);

    time.advance(MOMENT.minusNanos(1));
    assertThat(answer.isThere()).isFalse();

    time.advance(Duration.ofNanos(1));
    assertThat(answer.reason()).isEqualTo(Reason.SOURCE_SLOW);
  }

  @Test
  void theDeadlineOfWhoBeganTheLoad_sparesTheOthers() {
    Answer first = node.get("k", MOMENT);
    Answer second = node.get("k", MOMENT.multipliedBy(3));
    time.advance(MOMENT);
    Answer third = node.get("k", MOMENT.multipliedBy(3));

    source.last().complete(value("v"));

    assertThat(first.reason()).isEqualTo(Reason.SOURCE_SLOW);
    assertThat(second.text()).isEqualTo("v COALESCED");
    assertThat(third.text()).isEqualTo("v COALESCED");
    assertThat(source.timesAsked()).isEqualTo(1);
    assertNoTimersAreLeft();
  }

  @Test
  void aLoad_isCancelledWhenNobodyWaitsAnyMoreAndNotBefore() {
    Answer first = node.get("k", MOMENT);
    Answer second = node.get("k", MOMENT.multipliedBy(2));

    time.advance(MOMENT);
    assertThat(first.isThere()).isTrue();
    assertThat(source.last()).isNotDone();

    time.advance(MOMENT);
    assertThat(second.isThere()).isTrue();
    assertThat(source.last()).isCancelled();
    assertNoTimersAreLeft();
  }

  @Test
  void aLoadThatTakesTooLong_isCancelledAndFailsAllWhoWait() {
    Answer first = node.get("k", LOAD_TIMEOUT.multipliedBy(2));
    Answer second = node.get("k", LOAD_TIMEOUT.multipliedBy(2));

    time.advance(LOAD_TIMEOUT.minusNanos(1));
    assertThat(first.isThere()).isFalse();
    time.advance(Duration.ofNanos(1));

    assertThat(first.reason()).isEqualTo(Reason.SOURCE_SLOW);
    assertThat(second.reason()).isEqualTo(Reason.SOURCE_SLOW);
    assertThat(source.last()).isCancelled();
    assertNoTimersAreLeft();
  }

  @Test
  void anAnswerToALoadThatWasGivenUp_isNotKept() {
    CompletableFuture<Loaded> stubborn =
        new CompletableFuture<>() {
          @Override
          public boolean cancel(boolean mayInterruptIfRunning) {
            return false;
          }
        };
    List<CompletableFuture<Loaded>> answers = new ArrayList<>(List.of(stubborn));
    TestNode stubbornly =
        owner(request -> answers.isEmpty() ? new CompletableFuture<>() : answers.remove(0));
    Answer first = stubbornly.get("k", MOMENT);
    time.advance(MOMENT);

    stubborn.complete(value("late"));

    assertThat(first.reason()).isEqualTo(Reason.SOURCE_SLOW);
    assertThat(stubbornly.get("k").isThere()).isFalse(); // it loads
  }

  @Test
  void aLoadThatLandsBeforeItsWaitersDeadlineIsSet_leavesNoTimerBehind() {
    AtomicReference<Runnable> meanwhile = new AtomicReference<>(() -> {});
    Timers slow =
        (delay, task) -> {
          meanwhile.get().run();
          return time.after(delay, task);
        };
    TestNode slowly = TestNode.owner(source, slow, time);
    Answer first = slowly.get("k");
    meanwhile.set(() -> source.last().complete(value("v")));

    Answer second = slowly.get("k");

    assertThat(first.text()).isEqualTo("v MISS_LOADED");
    assertThat(second.text()).isEqualTo("v COALESCED");
    assertNoTimersAreLeft();
  }

  @Test
  void aWaiterThatCannotBeTold_keepsNoOtherFromBeingTold() {
    Answer first = node.get("k");
    node.gatekeeper.handle(
        TestNode.routed(new Operation.Get(TestNode.GROUP, bytes("k"), Operation.Want.VALUE), 0, 1),
        TestNode.PATIENCE.toNanos(),
        reply -> {
          throw new IllegalStateException("its stream is gone");
        });
    Answer third = node.get("k");

    source.last().complete(value("v"));

    assertThat(first.text()).isEqualTo("v MISS_LOADED");
    assertThat(third.text()).isEqualTo("v COALESCED");
  }

  @Test
  void absence_isRememberedForTheNegativeTtl() {
    TestNode forgetful =
        TestNode.owner(source, time, time, settings(s -> s.negativeTtl(Duration.ofMillis(100))));
    Answer first = forgetful.get("k");
    source.last().complete(Loaded.Absent.ABSENT);
    assertThat(first.text()).isEqualTo("absent MISS_LOADED");

    time.advance(Duration.ofMillis(99));
    assertThat(forgetful.get("k").text()).isEqualTo("absent NEGATIVE");

    time.advance(Duration.ofMillis(1));
    assertThat(forgetful.get("k").isThere()).isFalse();
    assertThat(source.timesAsked()).isEqualTo(2);
  }

  @Test
  void absence_withoutANegativeTtl_isNotRemembered() {
    TestNode forgetful =
        TestNode.owner(source, time, time, settings(s -> s.negativeTtl(Duration.ZERO)));
    Answer first = forgetful.get("k");

    source.last().complete(Loaded.Absent.ABSENT);

    assertThat(first.text()).isEqualTo("absent MISS_LOADED");
    assertThat(forgetful.get("k").isThere()).isFalse();
  }

  @Test
  void aValueThatTheSourceDoesNotWantKept_isAnsweredAndNotKept() {
    Answer first = node.get("k");

    source.last().complete(new Loaded.Present(bytes("v"), Optional.of(Duration.ZERO)));

    assertThat(first.text()).isEqualTo("v MISS_LOADED");
    assertThat(node.get("k").isThere()).isFalse();
  }

  @Test
  void aValueWithATimeToLiveOfItsOwn_livesThatLong() {
    Answer unused = node.get("k");
    source.last().complete(new Loaded.Present(bytes("v"), Optional.of(MOMENT)));

    time.advance(MOMENT.minusNanos(1));
    assertThat(node.get("k").text()).isEqualTo("v HIT");

    time.advance(Duration.ofNanos(1));
    assertThat(node.get("k").isThere()).isFalse();
  }

  @Test
  void aValueLargerThanTheGroupAllows_failsTheGetAndIsNotKept() {
    TestNode narrow = TestNode.owner(source, time, time, settings(s -> s.maxValueBytes(3)));
    Answer first = narrow.get("k");

    source.last().complete(value("four"));

    assertThat(first.reason()).isEqualTo(Reason.VALUE_TOO_LARGE);
    Answer second = narrow.get("k");
    source.last().complete(value("tri"));
    assertThat(second.text()).isEqualTo("tri MISS_LOADED");
  }

  @Test
  void loadsBeyondTheGroupsConcurrency_waitForTheirTurn() {
    TestNode narrow = TestNode.owner(source, time, time, settings(s -> s.loadConcurrency(1)));
    Answer first = narrow.get("1");
    Answer second = narrow.get("2");
    Answer third = narrow.get("3", MOMENT);
    assertThat(source.timesAsked()).isEqualTo(1);

    time.advance(MOMENT);
    source.last().complete(value("v1"));
    source.last().complete(value("v2"));

    assertThat(first.text()).isEqualTo("v1 MISS_LOADED");
    assertThat(second.text()).isEqualTo("v2 MISS_LOADED");
    assertThat(third.reason()).isEqualTo(Reason.SOURCE_SLOW);
    assertThat(source.timesAsked()).isEqualTo(2); // nobody waits for the third
  }

  @Test
  void loadsBeyondTheQueue_areRefused() {
    TestNode narrow = TestNode.owner(source, time, time, settings(s -> s.loadConcurrency(1)));
    Duration aLongTime = LOAD_TIMEOUT.multipliedBy(2);
    IntStream.rangeClosed(0, 1 << 14).forEach(i -> narrow.get("k" + i, aLongTime));

    Answer refused = narrow.get("one too many", aLongTime);

    assertThat(refused.reason()).isEqualTo(Reason.IN_FLIGHT);
    assertThat(narrow.get("k7", aLongTime).isThere()).isFalse(); // joins one that waits
  }

  @Test
  void aGroupWithoutASource_remembersNoAbsence() {
    TestNode bare = TestNode.owner(source, time, time, GroupSettings.defaults());

    assertThat(bare.get("k").outcome()).isEqualTo(Outcome.MISS_LOADED);
    assertThat(bare.get("k").outcome()).isEqualTo(Outcome.MISS_LOADED);

    bare.set("k", "v");
    assertThat(bare.get("k").text()).isEqualTo("v HIT");
  }

  private TestNode owner(Function<LoadRequest, CompletableFuture<Loaded>> function) {
    DataSource functional = new FunctionSource(function);
    return TestNode.owner(functional, time, time);
  }

  private static void awaitUninterrupted(CountDownLatch latch) {
    Uninterruptibles.awaitUninterruptibly(latch);
  }

  private static Loaded value(String text) {
    return Loaded.Present.of(ByteString.copyFromUtf8(text));
  }

  private void assertNoTimersAreLeft() {
    assertThat(time.pending()).isZero();
  }
}
