package io.cashew.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.cashew.time.FakeTime;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DeadlineWheelTest {
  private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);

  private final FakeTime time = new FakeTime();
  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final List<Timed> expired = new ArrayList<>();
  private DeadlineWheel wheel;

  @BeforeEach
  void startAtAnOddMoment() {
    channel.freezeTime();
    pass(Duration.ofNanos(1_234_567));
    wheel = new DeadlineWheel(channel.eventLoop(), time);
    pass(Duration.ofMillis(3));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 3, 4, 5, 99, 1_000, 30_025, 65_536, 100_000, 200_001})
  void deadline_anyDistance_isMetWithinATickAndNeverEarly(long millis) {
    Timed entry = add(millis);

    passMillis(millis + DeadlineWheel.TICK_MILLIS);

    assertThat(entry.expiredAt - entry.deadline).isBetween(0L, 4 * MILLI);
  }

  @Test
  void deadlines_many_areEachMetOnceWithinATick() {
    Random random = new Random(7);
    for (int i = 0; i < 5_000; i++) {
      add(random.nextInt(2_000));
      if (i % 100 == 0) {
        passMillis(1);
      }
    }

    passMillis(2_000 + DeadlineWheel.TICK_MILLIS);

    assertThat(expired).hasSize(5_000).doesNotHaveDuplicates();
    assertThat(expired)
        .allSatisfy(each -> assertThat(each.expiredAt - each.deadline).isBetween(0L, 4 * MILLI));
  }

  @Test
  void remove_beforeTheDeadline_keepsItFromExpiringAndTheOthersInPlace() {
    Timed first = add(10);
    Timed second = add(10);
    Timed third = add(10);

    wheel.remove(second);
    wheel.remove(second);
    passMillis(20);

    assertThat(expired).containsExactlyInAnyOrder(first, third);
  }

  @Test
  void remove_afterTheDeadline_doesNothing() {
    Timed entry = add(1);
    passMillis(10);

    wheel.remove(entry);
    Timed next = add(1);
    passMillis(10);

    assertThat(expired).containsExactly(entry, next);
  }

  @Test
  void expired_addsItselfAgain_expiresAgainATickLater() {
    Timed entry = add(10);
    entry.whenExpired = () -> wheel.add(entry, entry.deadline);

    passMillis(10 + 5 * DeadlineWheel.TICK_MILLIS);

    assertThat(expired).hasSizeBetween(5, 6).containsOnly(entry);
  }

  @Test
  void expired_removesAnotherOfTheSameTick_sparesIt() {
    Timed one = add(10);
    Timed other = add(10);
    one.whenExpired = () -> wheel.remove(other);
    other.whenExpired = () -> wheel.remove(one);

    passMillis(20);

    assertThat(expired).hasSize(1);
  }

  @Test
  void pause_longerThanATurnOfTheWheel_meetsWhatIsDueAndNothingElse() {
    Timed soon = add(1_000);
    time.advance(Duration.ofMinutes(10)); // nothing ran: the process was frozen
    Timed addedBeforeTheFirstTurn = add(1_000);

    channel.advanceTimeBy(DeadlineWheel.TICK_MILLIS, TimeUnit.MILLISECONDS);
    channel.runScheduledPendingTasks();
    List<Timed> atOnce = List.copyOf(expired);
    passMillis(1_004);

    assertThat(atOnce).containsExactly(soon);
    assertThat(expired).containsExactly(soon, addedBeforeTheFirstTurn);
    assertThat(addedBeforeTheFirstTurn.expiredAt - addedBeforeTheFirstTurn.deadline)
        .isBetween(0L, 4 * MILLI);
  }

  @Test
  void wheel_nothingToWatch_leavesTheLoopInPeace() {
    wheel.remove(add(10));
    passMillis(20);

    assertThat(channel.runScheduledPendingTasks()).isEqualTo(-1); // nothing is scheduled
  }

  private Timed add(long millis) {
    Timed entry = new Timed(time.nanos() + millis * MILLI);
    wheel.add(entry, entry.deadline);
    return entry;
  }

  private void passMillis(long millis) {
    for (long i = 0; i < millis; i++) {
      pass(Duration.ofMillis(1));
    }
  }

  private void pass(Duration span) {
    time.advance(span);
    channel.advanceTimeBy(span.toNanos(), TimeUnit.NANOSECONDS);
    channel.runScheduledPendingTasks();
  }

  private final class Timed extends DeadlineWheel.Entry {
    private final long deadline;
    private long expiredAt;
    private Runnable whenExpired = () -> {};

    Timed(long deadline) {
      this.deadline = deadline;
    }

    @Override
    protected void expired() {
      expiredAt = time.nanos();
      expired.add(this);
      whenExpired.run();
    }
  }
}
