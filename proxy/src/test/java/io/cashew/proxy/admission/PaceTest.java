package io.cashew.proxy.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PaceTest {
  private static final int MOST = 10_000;
  private static final Duration TARGET = Duration.ofMillis(50);
  private static final Duration GOOD = Duration.ofMillis(1);
  private static final Duration SLOW = Duration.ofMillis(100);

  private final Pace pace = new Pace(MOST, TARGET);
  private long now = 1;

  @Test
  void limit_atFirst_isAllThereMayBe() {
    pace.began(MOST - 1);

    assertThat(pace.hasRoom()).isTrue();
    pace.began(1);
    assertThat(pace.hasRoom()).isFalse();
    pace.ended(1);
    assertThat(pace.hasRoom()).isTrue();
  }

  @Test
  void limit_operationsInTime_stays() {
    pace.began(5_000);

    windows(100, GOOD);

    assertThat(pace.limit()).isEqualTo(MOST);
  }

  @Test
  void limit_slowForAPauseOfTheJvm_stays() {
    pace.began(5_000);
    windows(3, GOOD);

    windows(Pace.PATIENCE - 1, SLOW);
    windows(3, GOOD);

    assertThat(pace.limit()).isEqualTo(MOST);
  }

  @Test
  void limit_slowForLonger_isWhatWouldBeInTime() {
    pace.began(4_000);

    windows(Pace.PATIENCE + 1, SLOW);

    assertThat(pace.limit()).isEqualTo(2_000); // twice too slow: half of what was in flight
  }

  @Test
  void limit_onceChanged_goesByWhatBeganAfter() {
    pace.began(4_000);
    windows(Pace.PATIENCE + 1, SLOW);
    long changed = now;

    for (int i = 0; i < 20; i++) { // all of them are of before
      now += Pace.WINDOW.toNanos();
      pace.took(changed - SLOW.toNanos(), now);
    }

    assertThat(pace.limit()).isEqualTo(2_000);
  }

  @Test
  void limit_slowWithoutEnd_leavesALittle() {
    pace.began(4_000);

    windows(1_000, Duration.ofSeconds(2));

    assertThat(pace.limit()).isEqualTo(Pace.LEAST);
  }

  @Test
  void limit_inTimeAgain_grows() {
    pace.began(4_000);
    windows(Pace.PATIENCE + 1, SLOW);

    windows(100, GOOD);

    assertThat(pace.limit()).isEqualTo(MOST);
  }

  @Test
  void limit_aFewThatWaitForSomethingElse_stays() {
    pace.began(4_000);

    for (int i = 0; i < 50; i++) {
      now += Pace.WINDOW.toNanos();
      pace.took(now - Duration.ofSeconds(1).toNanos(), now);
      pace.took(now - GOOD.toNanos(), now);
      pace.took(now - GOOD.toNanos(), now);
    }

    assertThat(pace.limit()).isEqualTo(MOST);
  }

  @Test
  void limit_noTarget_stays() {
    Pace patient = new Pace(MOST, Duration.ZERO);
    patient.began(4_000);

    for (int i = 0; i < 50; i++) {
      now += Pace.WINDOW.toNanos();
      patient.took(now - Duration.ofSeconds(1).toNanos(), now);
    }

    assertThat(patient.limit()).isEqualTo(MOST);
  }

  /** A queue that is served at a rate, and asked for so many times as much, for five seconds. */
  @ParameterizedTest
  @CsvSource({"100, 2", "100, 3", "100, 10", "1000, 3", "20, 3"})
  void load_beyondWhatCanBeDone_isDoneAtFullRateAndInTime(int perMilli, int times) {
    Pace overloaded = new Pace(1 << 17, TARGET);
    ArrayDeque<Long> queue = new ArrayDeque<>();
    long milli = Duration.ofMillis(1).toNanos();
    int done = 0;
    long longest = 0;

    for (int t = 1; t <= 5_000; t++) {
      now += milli;
      for (int i = 0; i < perMilli * times && overloaded.hasRoom(); i++) {
        overloaded.began(1);
        queue.add(now);
      }
      for (int i = 0; i < perMilli && !queue.isEmpty(); i++) {
        long begin = queue.remove();
        overloaded.ended(1);
        overloaded.took(begin, now);
        if (t > 2_500) {
          done++;
          longest = Math.max(longest, now - begin);
        }
      }
    }

    assertThat(done).isGreaterThan(2_500 * perMilli * 95 / 100);
    assertThat(Duration.ofNanos(longest)).isLessThan(TARGET.multipliedBy(3));
  }

  /** So many windows, in each of which an operation took as long as that. */
  private void windows(int count, Duration took) {
    for (int i = 0; i < count; i++) {
      now += Math.max(Pace.WINDOW.toNanos(), took.toNanos());
      pace.took(now - took.toNanos(), now);
    }
  }
}
