package io.cashew.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.cashew.metrics.MetricSource;
import io.cashew.metrics.Metrics;
import io.cashew.time.FakeTime;
import io.cashew.time.Lanes;
import io.cashew.time.Timers;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;

final class WatchesTest {
  private final FakeTime time = new FakeTime();

  @Test
  void health_withObstacles_isNotReadyWhateverElse() {
    assertThat(Health.of(List.of(), List.of())).isEqualTo(Health.GOOD);
    assertThat(Health.of(List.of(), List.of("t")).state()).isEqualTo(Health.State.DEGRADED);
    assertThat(Health.of(List.of(), List.of("t")).isReady()).isTrue();
    assertThat(Health.of(List.of("o"), List.of("t")).isReady()).isFalse();
    assertThat(Health.of(List.of("o"), List.of("t")).reasons()).containsExactly("o");
  }

  @Test
  void loopWatch_ofALoopThatTurns_seesNoneDead() {
    LoopWatch watch = LoopWatch.start(new OneLane(time), time);

    time.advance(Duration.ofMinutes(5));

    assertThat(watch.dead()).isEmpty();
    assertThat(text(watch))
        .contains("cashew_event_loop_lateness_seconds_count{loop=\"0\"} 1200\n")
        .contains("cashew_event_loop_lateness_seconds_sum{loop=\"0\"} 0.0\n");
  }

  @Test
  void loopWatch_ofALoopThatStandsStill_seesItDead() {
    FakeTime stopped = new FakeTime(); // whose tasks are never due
    LoopWatch watch = LoopWatch.start(new OneLane(stopped), time);

    time.advance(LoopWatch.DEAD);
    assertThat(watch.dead()).isEmpty();
    time.advance(Duration.ofSeconds(1));

    assertThat(watch.dead()).containsExactly(0);
  }

  @Test
  void loopWatch_ofALoopThatIsLate_saysHowLate() {
    FakeTime slow = new FakeTime();
    LoopWatch watch = LoopWatch.start(new OneLane(slow), time);

    time.advance(LoopWatch.BEAT.plusMillis(40));
    slow.advance(LoopWatch.BEAT);

    assertThat(text(watch))
        .contains("cashew_event_loop_lateness_seconds_bucket{loop=\"0\",le=\"0.025\"} 0\n")
        .contains("cashew_event_loop_lateness_seconds_bucket{loop=\"0\",le=\"0.05\"} 1\n");
  }

  @Test
  void storeWatch_goesByTheLease() {
    StoreWatch watch = new StoreWatch(time);
    assertThat(watch.trouble()).isPresent();

    watch.onHeld();
    assertThat(watch.trouble()).isEmpty();
    assertThat(text(watch)).contains("cashew_store_reachable 1.0\n");

    watch.onLost();
    time.advance(Duration.ofSeconds(12));
    assertThat(watch.trouble().orElseThrow()).contains("for 12 s");
    assertThat(text(watch)).contains("cashew_store_reachable 0.0\n");
  }

  @Test
  void ringWatch_tellsSinceWhenTheRingIsInForce() {
    Instant[] now = {Instant.ofEpochSecond(100)};
    InstantSource clock = () -> now[0];
    RingWatch watch = new RingWatch(clock);
    long epoch = (2L << 48) + 17;

    watch.follows(epoch);
    now[0] = Instant.ofEpochSecond(200);
    watch.follows(epoch);

    assertThat(text(watch))
        .contains("cashew_ring_in_force_timestamp_seconds 100.0\n")
        .contains("cashew_ring_incarnation 2.0\n")
        .contains("cashew_ring_revision 17.0\n");
  }

  private static String text(MetricSource source) {
    Metrics metrics = Metrics.ofThisProcess();
    try {
      metrics.add(source);
      return metrics.text();
    } finally {
      metrics.close();
    }
  }

  private record OneLane(Timers timers) implements Lanes {
    @Override
    public int count() {
      return 1;
    }

    @Override
    public int current() {
      return 0;
    }

    @Override
    public Timers timers(int lane) {
      return timers;
    }
  }
}
