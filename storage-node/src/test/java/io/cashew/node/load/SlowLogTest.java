package io.cashew.node.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.cashew.node.load.Flight.Origin;
import io.cashew.node.load.Flight.Service;
import io.cashew.time.FakeTime;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class SlowLogTest {
  private static final Duration THRESHOLD = Duration.ofMillis(500);

  private final FakeTime time = new FakeTime();
  private final SlowLog log = new SlowLog(THRESHOLD, time);

  @Test
  void aLoadAsLongAsTheThreshold_isRememberedWithItsStages() {
    Flight flight = flight();
    time.advance(Duration.ofMillis(200));
    flight.turn(time.nanos());
    time.advance(Duration.ofMillis(300));

    log.ended("g", flight, LoadEvent.LOADED);

    assertThat(log.last())
        .containsExactly(
            new SlowLoad(
                "g",
                Duration.ofMillis(200),
                Duration.ofMillis(300),
                LoadEvent.LOADED,
                time.nanos()));
    assertThat(log.last().get(0).whole()).isEqualTo(THRESHOLD);
  }

  @Test
  void aLoadThatNeverHadItsTurn_waitedAllTheTime() {
    Flight flight = flight();
    time.advance(THRESHOLD);

    log.ended("g", flight, LoadEvent.SLOW);

    assertThat(log.last().get(0).waited()).isEqualTo(THRESHOLD);
    assertThat(log.last().get(0).asked()).isZero();
  }

  @Test
  void aQuickerLoad_isNotRemembered() {
    Flight flight = flight();
    time.advance(THRESHOLD.minusNanos(1));

    log.ended("g", flight, LoadEvent.LOADED);

    assertThat(log.last()).isEmpty();
  }

  @Test
  void aThresholdOfZero_remembersNothing() {
    SlowLog off = new SlowLog(Duration.ZERO, time);
    Flight flight = flight();
    time.advance(THRESHOLD);

    off.ended("g", flight, LoadEvent.LOADED);

    assertThat(off.last()).isEmpty();
  }

  @Test
  void manySlowLoads_leaveTheLast() {
    for (int i = 0; i < SlowLog.REMEMBERED + 5; i++) {
      Flight flight = flight();
      time.advance(THRESHOLD.plusMillis(i));
      log.ended("g", flight, LoadEvent.LOADED);
    }

    assertThat(log.last()).hasSize(SlowLog.REMEMBERED);
    assertThat(log.last().get(0).whole()).isEqualTo(THRESHOLD.plusMillis(5));
  }

  private Flight flight() {
    Wanted wanted = new Wanted(ByteString.copyFromUtf8("k"), 1, 0, 1, 1);
    return new Flight(wanted, Origin.SOURCE, Service.CALLERS, Optional.empty(), time.nanos());
  }
}
