package io.cashew.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.SelectStrategy;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class BusyPollTest {
  private static final int READY = 2;
  private static final Duration LONGEST = Duration.ofNanos(50_000);

  /** What a look costs in this test; looks are all that takes time. */
  private static final int LOOK_NANOS = 1_000;

  private long now;
  private long readyAt = Long.MAX_VALUE;
  private long sleptAt;
  private int looks;
  private int yields;

  private final BusyPoll poll = new BusyPoll(LONGEST, () -> now, () -> yields++);

  @Test
  void wait_withinWhatIsPolled_doesNotSleep() throws Exception {
    assertThat(waitFor(20_000)).isEqualTo(READY);
    assertThat(waitFor(49_000)).isEqualTo(READY);
    assertThat(waitFor(0)).isEqualTo(READY);
  }

  @Test
  void wait_betweenTwoLooks_letsOtherThreadsRun() throws Exception {
    waitFor(20_000);

    assertThat(looks).isGreaterThan(10);
    assertThat(yields).isEqualTo(looks - 1);
  }

  @Test
  void wait_beyondWhatIsPolled_sleeps() throws Exception {
    assertThat(waitFor(60_000)).isEqualTo(SelectStrategy.SELECT);
    assertThat(sleptAt).isBetween(50_000L, 52_000L);
  }

  @Test
  void waits_allLong_arePolledOneTimeInMany() throws Exception {
    int waits = 10 * BusyPoll.TRIAL;
    for (int i = 0; i < waits; i++) {
      assertThat(waitFor(1_000_000)).isEqualTo(SelectStrategy.SELECT);
    }

    assertThat(looks).isLessThanOrEqualTo(10 * 52);
  }

  @Test
  void waits_shortAndLongInTurns_areHardlyPolled() throws Exception {
    int waits = 100 * BusyPoll.TRIAL;
    int slept = 0;
    for (int i = 0; i < waits; i++) {
      slept += waitFor(i % 2 == 0 ? 20_000 : 1_000_000) == SelectStrategy.SELECT ? 1 : 0;
    }

    assertThat(slept).isGreaterThan(waits * 9 / 10);
  }

  @Test
  void waits_fourOfFiveShort_arePolled() throws Exception {
    int slept = 0;
    for (int i = 0; i < 1_000; i++) {
      slept += waitFor(i % 5 == 0 ? 1_000_000 : 20_000) == SelectStrategy.SELECT ? 1 : 0;
    }

    assertThat(slept).as("the long ones, and few others").isLessThan(250);
  }

  @Test
  void waits_shortAgainAfterLongOnes_arePolledAgain() throws Exception {
    for (int i = 0; i < 1_000; i++) {
      waitFor(1_000_000);
    }
    for (int i = 0; i < 2 * BusyPoll.TRIAL; i++) {
      waitFor(20_000);
    }

    assertThat(waitFor(20_000)).isEqualTo(READY);
  }

  @Test
  void wait_endedByATask_isOverAndTheNextBeginsAnew() throws Exception {
    for (int i = 0; i < 30; i++) {
      assertThat(poll.calculateStrategy(this::look, false)).isEqualTo(SelectStrategy.CONTINUE);
    }

    assertThat(poll.calculateStrategy(this::look, true)).as("nothing is ready").isZero();
    assertThat(waitFor(40_000)).isEqualTo(READY);
  }

  /** As an event loop does; what comes after so long. */
  private int waitFor(int nanos) throws Exception {
    readyAt = now + nanos;
    int strategy;
    do {
      strategy = poll.calculateStrategy(this::look, false);
    } while (strategy == SelectStrategy.CONTINUE);
    if (strategy == SelectStrategy.SELECT) {
      sleptAt = now;
      now = Math.max(now, readyAt);
    }
    return strategy;
  }

  private int look() {
    looks++;
    now += LOOK_NANOS;
    return now >= readyAt ? READY : 0;
  }
}
