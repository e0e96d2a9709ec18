package io.cashew.node.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.cashew.time.FakeTime;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class StoreClockTest {
  private static final long FIRST_VERSION = 1_000_000;

  private final FakeTime time = new FakeTime();

  @Test
  void nanos_countFromTheStart_whateverTheTickerSays() {
    time.advance(Duration.ofDays(1));
    StoreClock clock = new StoreClock(time, FIRST_VERSION);

    time.advance(Duration.ofNanos(7));

    assertThat(clock.nanos()).isEqualTo(7);
  }

  @Test
  void nanos_ofATickerThatOverflows_goOn() {
    long[] now = {Long.MAX_VALUE - 1};
    StoreClock clock = new StoreClock(() -> now[0], FIRST_VERSION);

    now[0] += 5;

    assertThat(clock.nanos()).isEqualTo(5);
  }

  @Test
  void version_growsByMicroseconds_fromTheFirst() {
    StoreClock clock = new StoreClock(time, FIRST_VERSION);

    assertThat(clock.version(0)).isEqualTo(FIRST_VERSION);
    assertThat(clock.version(2_999)).isEqualTo(FIRST_VERSION + 2);
  }

  @Test
  void age_ofAVersionAheadOfTheClock_isZero() {
    StoreClock clock = new StoreClock(time, FIRST_VERSION);

    assertThat(clock.age(FIRST_VERSION + 10, 9_000)).isZero();
    assertThat(clock.age(FIRST_VERSION + 10, 12_000)).isEqualTo(2_000);
  }

  @Test
  void millis_areRoundedDown() {
    assertThat(StoreClock.millis(1_999_999)).isOne();
    assertThat(StoreClock.nanos(2)).isEqualTo(2_000_000);
  }
}
