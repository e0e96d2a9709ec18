package io.cashew.node.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import com.google.protobuf.ByteString;
import io.cashew.node.load.Flight.Origin;
import io.cashew.node.load.Flight.Service;
import io.cashew.node.load.SlowOperation.Stage;
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
    time.advance(Duration.ofMillis(270));
    flight.answered(time.nanos());
    time.advance(Duration.ofMillis(30));

    log.ended("g", flight, LoadEvent.LOADED);

    SlowOperation slow = log.last().get(0);
    assertThat(slow.group()).isEqualTo("g");
    assertThat(slow.key()).isEqualTo(ByteString.copyFromUtf8("k"));
    assertThat(slow.what()).isEqualTo("load");
    assertThat(slow.outcome()).isEqualTo("loaded");
    assertThat(slow.stages())
        .containsExactly(
            entry(Stage.TURN, Duration.ofMillis(200)),
            entry(Stage.SOURCE, Duration.ofMillis(270)),
            entry(Stage.STORE, Duration.ofMillis(30)));
    assertThat(log.last().get(0).whole()).isEqualTo(THRESHOLD);
  }

  @Test
  void aLoadThatNeverHadItsTurn_waitedAllTheTime() {
    Flight flight = flight();
    time.advance(THRESHOLD);

    log.ended("g", flight, LoadEvent.SLOW);

    assertThat(log.last().get(0).in(Stage.TURN)).isEqualTo(THRESHOLD);
    assertThat(log.last().get(0).in(Stage.SOURCE)).isZero();
  }

  @Test
  void anOperationThatWaitedForTheRing_isRememberedToo() {
    long since = time.nanos();
    time.advance(THRESHOLD);

    log.waited("set", "g", 7, ByteString.copyFromUtf8("k"), since, "owner_slow");
    log.waited("set", "g", 7, ByteString.copyFromUtf8("k"), time.nanos(), "went_on");
    time.advance(Duration.ofSeconds(3));

    assertThat(log.last()).hasSize(1);
    assertThat(log.last().get(0).stages()).containsExactly(entry(Stage.RING, THRESHOLD));
    assertThat(log.age(log.last().get(0))).isEqualTo(Duration.ofSeconds(3));
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
