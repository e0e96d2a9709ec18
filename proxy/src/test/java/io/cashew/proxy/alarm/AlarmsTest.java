package io.cashew.proxy.alarm;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

final class AlarmsTest {
  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.ofEpochMilli(1000));
  private final Alarms alarms = new Alarms(now::get);

  @Test
  void raisedAgain_keepsItsBeginningAndCountsOnce() {
    alarms.raise(Alarm.Kind.BRAKE, "two");
    now.updateAndGet(then -> then.plus(Duration.ofSeconds(1)));

    alarms.raise(Alarm.Kind.BRAKE, "three");

    assertThat(alarms.standing()).containsExactly(new Alarm(Alarm.Kind.BRAKE, "three", 1000));
    assertThat(alarms.raised(Alarm.Kind.BRAKE)).isEqualTo(1);
  }

  @Test
  void cleared_standsNoMoreAndCountsAgainTheNextTime() {
    alarms.raise(Alarm.Kind.BRAKE, "");
    alarms.clear(Alarm.Kind.BRAKE);
    assertThat(alarms.standing()).isEmpty();

    alarms.raise(Alarm.Kind.BRAKE, "");

    assertThat(alarms.raised(Alarm.Kind.BRAKE)).isEqualTo(2);
    assertThat(alarms.raised(Alarm.Kind.RING_BACKWARDS)).isZero();
  }

  @Test
  void label_isWords() {
    assertThat(Alarm.Kind.RING_BACKWARDS.label()).isEqualTo("ring-backwards");
  }
}
