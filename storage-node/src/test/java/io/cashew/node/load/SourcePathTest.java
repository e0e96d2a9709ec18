package io.cashew.node.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.cashew.group.LoadSettings;
import io.cashew.node.load.LoadStatistics.BreakerState;
import io.cashew.node.source.DataSource;
import io.cashew.node.source.LoadRequest;
import io.cashew.node.source.Loaded;
import io.cashew.node.source.ScriptedSource;
import io.cashew.status.CashewException;
import io.cashew.status.Reason;
import io.cashew.time.FakeTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** How a group's source is asked, and when it is left alone. */
final class SourcePathTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(2);
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final FakeTime time = new FakeTime();
  private final ScriptedSource source = new ScriptedSource();
  private final LoadCounts counts = new LoadCounts();
  private final Means means =
      new Means(
          "g", counts, new Instruments(time, time, () -> 0.5, new SlowLog(Duration.ZERO, time)));

  @Test
  void failuresInARow_openTheBreaker() {
    SourcePath path = path(source, 0, 3);
    for (int i = 0; i < 3; i++) {
      CompletableFuture<Loaded> failed = load(path, "k");
      source.last().completeExceptionally(down());
      assertThat(failed).isCompletedExceptionally();
    }

    CompletableFuture<Loaded> refused = load(path, "k");

    assertThat(source.timesAsked()).isEqualTo(3);
    assertThat(messageOf(refused))
        .isEqualTo("the source of group g is failing; it is asked once a second until it answers");
    assertThat(path.statistics().breaker()).isEqualTo(BreakerState.OPEN);
    assertThat(path.statistics().count(LoadEvent.BREAKER_REFUSED)).isEqualTo(1);
    assertThat(path.isIdle()).isFalse();
  }

  @Test
  void aSuccessBetweenFailures_keepsTheBreakerClosed() {
    SourcePath path = path(source, 0, 2);
    for (int i = 0; i < 5; i++) {
      CompletableFuture<Loaded> failed = load(path, "k");
      source.last().completeExceptionally(down());
      CompletableFuture<Loaded> absent = load(path, "k");
      source.last().complete(Loaded.Absent.ABSENT);
      assertThat(failed).isCompletedExceptionally();
      assertThat(absent).isCompletedWithValue(Loaded.Absent.ABSENT);
    }

    assertThat(source.timesAsked()).isEqualTo(10);
  }

  @Test
  void anOpenBreaker_letsOneLoadASecondThroughUntilOneSucceeds() {
    SourcePath path = path(source, 0, 1);
    CompletableFuture<Loaded> failed = load(path, "k");
    source.last().completeExceptionally(down());
    assertThat(failed).isCompletedExceptionally();
    for (int i = 0; i < 3; i++) {
      time.advance(SECOND.plusNanos(1));
      CompletableFuture<Loaded> probe = load(path, "k");
      assertThat(load(path, "k")).isCompletedExceptionally();
      assertThat(load(path, "k")).isCompletedExceptionally();
      assertThat(source.timesAsked()).isEqualTo(2 + i);
      source.last().completeExceptionally(down());
      assertThat(probe).isCompletedExceptionally();
    }

    time.advance(SECOND.plusNanos(1));
    CompletableFuture<Loaded> probe = load(path, "k");
    source.last().complete(Loaded.Absent.ABSENT);

    assertThat(probe).isCompletedWithValue(Loaded.Absent.ABSENT);
    assertThat(load(path, "k")).isNotDone();
    assertThat(path.statistics().breaker()).isEqualTo(BreakerState.CLOSED);
  }

  @Test
  void aProbeThatIsGivenUpAtOnce_letsAnotherThrough() {
    SourcePath path = path(source, 0, 1);
    CompletableFuture<Loaded> failed = load(path, "k");
    source.last().completeExceptionally(down());
    assertThat(failed).isCompletedExceptionally();
    time.advance(SECOND.plusNanos(1));

    load(path, "k").cancel(true);

    assertThat(load(path, "k")).isNotDone();
    assertThat(source.timesAsked()).isEqualTo(3);
  }

  @Test
  void whatIsNoFailureOfTheSource_doesNotOpenTheBreaker() {
    SourcePath path = path(source, 0, 1);
    for (Reason reason : List.of(Reason.VALUE_TOO_LARGE, Reason.IN_FLIGHT, Reason.DRAINING)) {
      CompletableFuture<Loaded> failed = load(path, "k");
      source.last().completeExceptionally(new CashewException(reason, "no"));
      assertThat(failed).isCompletedExceptionally();
    }
    load(path, "k").cancel(true);

    assertThat(load(path, "k")).isNotDone();
  }

  @Test
  void aLoadGivenUpAfterLong_isAFailure() {
    SourcePath path = path(source, 0, 1);
    CompletableFuture<Loaded> slow = load(path, "k");
    time.advance(Duration.ofMillis(500));

    slow.cancel(true);

    assertThat(messageOf(load(path, "k"))).contains("is failing");
  }

  @Test
  void aLoadThatFails_isTriedOnceMoreAfterAMoment() {
    SourcePath path = path(source, 1, 0);
    CompletableFuture<Loaded> load = load(path, "k");

    source.last().completeExceptionally(down());
    assertThat(source.timesAsked()).isEqualTo(1);
    time.advance(Retry.PAUSE.dividedBy(2));
    assertThat(source.timesAsked()).isEqualTo(2);
    assertThat(source.lastRequest().timeout()).isEqualTo(TIMEOUT.minus(Retry.PAUSE.dividedBy(2)));
    source.last().completeExceptionally(down());

    assertThat(load).isCompletedExceptionally();
    time.advance(SECOND);
    assertThat(source.timesAsked()).isEqualTo(2);
    assertThat(counts.sums()).containsEntry(LoadEvent.RETRIED, 1L);
  }

  @Test
  void aLoadThatIsSlowOrHasNoTimeLeft_isNotTriedAgain() {
    SourcePath path = path(source, 1, 0);
    CompletableFuture<Loaded> slow = load(path, "k");
    source.last().completeExceptionally(new CashewException(Reason.SOURCE_SLOW, "slow"));
    CompletableFuture<Loaded> late = load(path, "k");
    time.advance(TIMEOUT.minusMillis(1));
    source.last().completeExceptionally(down());

    assertThat(slow).isCompletedExceptionally();
    assertThat(late).isCompletedExceptionally();
    assertThat(source.timesAsked()).isEqualTo(2);
  }

  @Test
  void aLoadGivenUpInThePauseBeforeItsRetry_isNotTriedAgain() {
    SourcePath path = path(source, 1, 0);
    CompletableFuture<Loaded> load = load(path, "k");
    source.last().completeExceptionally(down());

    load.cancel(true);
    time.advance(SECOND);

    assertThat(source.timesAsked()).isEqualTo(1);
    assertThat(time.pending()).isZero();
    assertThat(path.statistics().running()).isZero();
  }

  @Test
  void aRetryThatIsGivenUp_isCancelledAtTheSource() {
    SourcePath path = path(source, 1, 0);
    CompletableFuture<Loaded> load = load(path, "k");
    source.last().completeExceptionally(down());
    time.advance(Retry.PAUSE);

    load.cancel(true);

    assertThat(source.last()).isCancelled();
  }

  @Test
  void loadsWithinAMillisecond_areOneBatch() {
    Batching batching = new Batching(10);
    SourcePath path = path(batching, 0, 0);
    CompletableFuture<Loaded> a = load(path, "a");
    time.advance(Duration.ofNanos(999_999));
    CompletableFuture<Loaded> b = load(path, "b");
    assertThat(batching.batches).isEmpty();
    time.advance(Duration.ofNanos(1));
    CompletableFuture<Loaded> c = load(path, "c");

    assertThat(batching.batches).containsExactly(List.of("a", "b"));
    batching.answers.get(1).complete(value("B"));
    assertThat(b).isCompletedWithValue(value("B"));
    assertThat(a).isNotDone();
    batching.answers.get(0).completeExceptionally(down());
    assertThat(a).isCompletedExceptionally();
    assertThat(c).isNotDone();
    assertThat(counts.sums()).containsEntry(LoadEvent.BATCHES, 1L);
  }

  @Test
  void aLoneLoad_isAskedByItselfAfterAMillisecond() {
    Batching batching = new Batching(10);
    CompletableFuture<Loaded> load = load(path(batching, 0, 0), "a");

    time.advance(Batcher.PATIENCE);

    assertThat(batching.singles).containsExactly("a");
    batching.answers.get(0).complete(value("A"));
    assertThat(load).isCompletedWithValue(value("A"));
  }

  @Test
  void aFullBatch_leavesAtOnce() {
    Batching batching = new Batching(2);
    SourcePath path = path(batching, 0, 0);
    for (String key : List.of("a", "b", "c")) {
      assertThat(load(path, key)).isNotDone();
    }

    assertThat(batching.batches).containsExactly(List.of("a", "b"));
    time.advance(Batcher.PATIENCE);
    assertThat(batching.singles).containsExactly("c");
    assertThat(time.pending()).isZero();
  }

  @Test
  void aLoadGivenUpBeforeItsBatchLeaves_isNotInIt() {
    Batching batching = new Batching(2);
    SourcePath path = path(batching, 0, 0);
    load(path, "a").cancel(true);
    CompletableFuture<Loaded> b = load(path, "b");
    CompletableFuture<Loaded> c = load(path, "c");

    assertThat(batching.batches).containsExactly(List.of("b", "c"));
    b.cancel(true);
    assertThat(batching.answers.get(0)).isCancelled();
    assertThat(batching.answers.get(1)).isNotDone();
    assertThat(c).isNotDone();
  }

  @Test
  void aSecondLoadOfAKey_isNotInTheSameBatch() {
    Batching batching = new Batching(10);
    SourcePath path = path(batching, 0, 0);
    CompletableFuture<Loaded> first = load(path, "a");
    CompletableFuture<Loaded> second = load(path, "a");

    batching.answers.get(0).complete(value("2"));

    assertThat(second).isCompletedWithValue(value("2"));
    assertThat(first).isNotDone();
  }

  @Test
  void aBatchThatThrowsOrAnswersTooFew_failsEachOfItsLoads() {
    Batching batching = new Batching(2);
    SourcePath path = path(batching, 0, 0);
    batching.misbehaviour =
        () -> {
          throw new IllegalStateException("no connection");
        };
    assertThat(load(path, "a")).isNotDone();
    assertThat(load(path, "b")).isCompletedExceptionally();
    batching.misbehaviour = List::of;
    CompletableFuture<Loaded> c = load(path, "c");

    assertThat(load(path, "d")).isCompletedExceptionally();

    assertThat(c).isCompletedExceptionally();
    assertThat(path.statistics().running()).isZero();
  }

  private SourcePath path(DataSource from, int retries, int breakerFailures) {
    return new SourcePath(new LoadSettings(TIMEOUT, 64, 10, retries, breakerFailures), from, means);
  }

  private static CompletableFuture<Loaded> load(SourcePath path, String key) {
    return path.load(new LoadRequest("g", ByteString.copyFromUtf8(key), TIMEOUT), () -> {});
  }

  private static Loaded value(String text) {
    return Loaded.Present.of(ByteString.copyFromUtf8(text));
  }

  private static CashewException down() {
    return new CashewException(Reason.SOURCE_DOWN, "no connection");
  }

  private static String messageOf(CompletableFuture<Loaded> failed) {
    try {
      failed.join();
      return "it did not fail";
    } catch (CompletionException e) {
      return String.valueOf(e.getCause().getMessage());
    }
  }

  /** A source that takes several keys at once, and answers when the test says so. */
  private static final class Batching implements DataSource {
    private final int size;
    private final List<String> singles = new ArrayList<>();
    private final List<List<String>> batches = new ArrayList<>();
    private final List<CompletableFuture<Loaded>> answers = new ArrayList<>();
    private @Nullable Answering misbehaviour; // null: none

    Batching(int size) {
      this.size = size;
    }

    @Override
    public int batchSize() {
      return size;
    }

    @Override
    public CompletableFuture<Loaded> load(LoadRequest request) {
      singles.add(request.key().toStringUtf8());
      return answer();
    }

    @Override
    public List<CompletableFuture<Loaded>> loadMany(List<LoadRequest> requests) {
      if (misbehaviour != null) {
        return misbehaviour.answer();
      }
      batches.add(requests.stream().map(request -> request.key().toStringUtf8()).toList());
      return requests.stream().map(request -> answer()).toList();
    }

    private CompletableFuture<Loaded> answer() {
      CompletableFuture<Loaded> answer = new CompletableFuture<>();
      answers.add(answer);
      return answer;
    }

    @Override
    public void close() {}
  }

  private interface Answering {
    List<CompletableFuture<Loaded>> answer();
  }
}
