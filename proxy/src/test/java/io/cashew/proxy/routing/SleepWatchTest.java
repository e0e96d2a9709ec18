package io.cashew.proxy.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.cashew.time.FakeTime;
import io.cashew.time.Timers;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class SleepWatchTest {
  private final FakeTime time = new FakeTime();
  private boolean asleep;
  private Runnable missed = () -> {};

  /** Tasks that fall due in a sleep run after it. */
  private final Timers process =
      (delay, task) ->
          time.after(
              delay,
              () -> {
                if (asleep) {
                  missed = task;
                } else {
                  task.run();
                }
              });

  private final SleepWatch watch = SleepWatch.start(process, time);

  @Test
  void hasJustWoken_aProcessThatRuns_no() {
    assertThat(watch.hasJustWoken()).isFalse();
    time.advance(Duration.ofSeconds(5));
    assertThat(watch.hasJustWoken()).isFalse();
  }

  @Test
  void hasJustWoken_afterASleep_untilTheSocketsAreRead() {
    sleep(Duration.ofSeconds(1));

    assertThat(watch.hasJustWoken()).isTrue();
    missed.run();
    time.advance(Duration.ofMillis(249));
    assertThat(watch.hasJustWoken()).isTrue();
    time.advance(Duration.ofMillis(1));
    assertThat(watch.hasJustWoken()).isFalse();
  }

  @Test
  void hasJustWoken_theBeatComesBeforeTheFirstRequest_yesAllTheSame() {
    sleep(Duration.ofSeconds(1));
    missed.run();

    assertThat(watch.hasJustWoken()).isTrue();
  }

  @Test
  void hasJustWoken_aPauseOfAMoment_no() {
    sleep(Duration.ofMillis(400));

    assertThat(watch.hasJustWoken()).isFalse();
  }

  private void sleep(Duration length) {
    asleep = true;
    time.advance(length);
    asleep = false;
  }
}
