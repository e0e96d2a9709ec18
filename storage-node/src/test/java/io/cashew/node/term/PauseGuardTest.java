package io.cashew.node.term;

import static org.assertj.core.api.Assertions.assertThat;

import io.cashew.ring.NodeId;
import io.cashew.ring.Ring;
import io.cashew.time.FakeTime;
import io.cashew.time.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Node a holds partition 0, and its process sleeps at times. */
final class PauseGuardTest {
  private static final Duration LIMIT = Duration.ofMillis(500);

  private final FakeTime time = new FakeTime();
  private long slept; // what the timers have not seen
  private final Ticker ticker = () -> time.nanos() + slept;
  private final RingHistory history = RingHistory.beginning("a", "b");
  private final TermTable table = new TermTable(new NodeId("a"));
  private final List<CompletableFuture<Optional<Ring>>> reads = new ArrayList<>();
  private final PauseGuard guard = new PauseGuard(table, LIMIT, this::read, time, ticker);

  @Test
  void aNodeThatHasNotLearned_holdsNothing() {
    table.apply(history.current());

    assertThat(table.current().standing(0, 1)).isEqualTo(Standing.UNSURE);
    assertThat(table.holds(0, 1)).isFalse();
    assertThat(table.current().standing(1, 1)).isEqualTo(Standing.STALE);
    assertThat(table.current().standing(0, 2)).isEqualTo(Standing.AHEAD);
  }

  @Test
  void aNodeThatRuns_holdsWhatItOwns() {
    start();

    time.advance(Duration.ofMinutes(1));
    guard.observe(ticker.nanos());

    assertThat(isHeld()).isTrue();
    assertThat(reads).isEmpty();
  }

  @Test
  void aSleep_isSeenByTheFirstMessageAfterIt() {
    start();

    sleep(LIMIT.plusNanos(1));
    guard.observe(ticker.nanos());

    assertThat(isHeld()).isFalse();
  }

  @Test
  void aSleep_isSeenByTheBeat() {
    start();

    sleep(LIMIT);
    time.advance(
        PauseGuard.BEAT); // with what went by since the last one, it is more than the limit

    assertThat(isHeld()).isFalse();
  }

  @Test
  void aGapUpToTheLimit_isNoSleep() {
    start();

    sleep(LIMIT);
    guard.observe(ticker.nanos());

    assertThat(isHeld()).isTrue();
  }

  @Test
  void afterASleep_theRingIsReadAndAppliedAndThenTermsAreHeldAgain() {
    start();
    sleepAndWake();

    reads.get(0).complete(Optional.of(history.move(1, "c")));
    time.advance(Duration.ZERO);

    assertThat(isHeld()).isTrue();
    assertThat(table.current().epoch()).isEqualTo(2);
    assertThat(reads).hasSize(1);
  }

  @Test
  void aTermLostDuringTheSleep_isNotHeldAgain() {
    start();
    sleepAndWake();

    reads.get(0).complete(Optional.of(history.move(0, "c")));
    time.advance(Duration.ZERO);

    assertThat(isHeld()).isFalse();
    assertThat(table.current().standing(0, 1)).isEqualTo(Standing.STALE);
  }

  @Test
  void aRingThatAWatchBringsAfterASleep_isAppliedAndDoesNotEndTheDoubt() {
    start();
    sleepAndWake();

    table.apply(history.move(1, "c"));

    assertThat(table.current().epoch()).isEqualTo(2);
    assertThat(isHeld()).isFalse();
  }

  @Test
  void aStoreOutOfReach_isAskedAgainUntilItAnswers() {
    start();
    sleepAndWake();

    for (int i = 0; i < 5; i++) {
      reads.get(i).completeExceptionally(new IllegalStateException("out of reach"));
      time.advance(PauseGuard.BEAT);
      assertThat(isHeld()).isFalse();
    }
    reads.get(5).complete(Optional.of(history.current()));
    time.advance(Duration.ZERO);

    assertThat(isHeld()).isTrue();
  }

  @Test
  void whatWasReadBeforeAnotherSleep_isOld() {
    start();
    sleepAndWake();

    sleep(LIMIT.multipliedBy(2));
    reads.get(0).complete(Optional.of(history.current()));
    time.advance(Duration.ZERO);
    assertThat(isHeld()).isFalse();

    reads.get(1).complete(Optional.of(history.current()));
    time.advance(Duration.ZERO);
    assertThat(isHeld()).isTrue();
  }

  @Test
  void aSleepBeforeTheNodeHasLearned_makesItReadAgain() {
    table.apply(history.current());
    sleep(LIMIT.plusNanos(1));

    guard.begin();
    time.advance(Duration.ZERO);

    assertThat(isHeld()).isFalse();
    reads.get(0).complete(Optional.of(history.current()));
    time.advance(Duration.ZERO);
    assertThat(isHeld()).isTrue();
  }

  private void start() {
    table.apply(history.current());
    guard.begin();
    beat();
    assertThat(isHeld()).isTrue();
  }

  private void beat() {
    guard.beat();
    time.after(PauseGuard.BEAT, this::beat);
  }

  private void sleepAndWake() {
    sleep(Duration.ofMinutes(1));
    time.advance(PauseGuard.BEAT);
    assertThat(isHeld()).isFalse();
    assertThat(reads).hasSize(1);
  }

  private void sleep(Duration length) {
    slept += length.toNanos();
  }

  private boolean isHeld() {
    return table.holds(0, 1);
  }

  private CompletableFuture<Optional<Ring>> read() {
    CompletableFuture<Optional<Ring>> answer = new CompletableFuture<>();
    reads.add(answer);
    return answer;
  }
}
