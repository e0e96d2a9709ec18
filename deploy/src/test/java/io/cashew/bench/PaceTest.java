package io.cashew.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class PaceTest {
  private final SplittableRandom random = new SplittableRandom(11);

  @Test
  void constant_sharedByDrivers_isEvenAmongThemAll() {
    Pace pace = new Pace.Constant(1_000);
    Pace.Arrivals first = pace.arrivals(random, 0, 2);
    Pace.Arrivals second = pace.arrivals(random, 1, 2);

    assertThat(first.next(0)).isEqualTo(0);
    assertThat(second.next(0)).isEqualTo(1_000_000);
    assertThat(first.next(0)).isEqualTo(2_000_000);
    assertThat(second.next(0)).isEqualTo(3_000_000);
  }

  /** What was due does not depend on when somebody asks. */
  @Test
  void constant_afterAStall_hasNotWaited() {
    Pace.Arrivals arrivals = new Pace.Constant(1_000).arrivals(random, 0, 1);

    assertThat(arrivals.next(0)).isEqualTo(0);
    assertThat(arrivals.next(9_000_000_000L)).isEqualTo(1_000_000);
  }

  @Test
  void constant_atARateThatIsNoWholeDistance_doesNotDrift() {
    Pace.Arrivals arrivals = new Pace.Constant(3).arrivals(random, 0, 1);

    long due = 0;
    for (int i = 0; i <= 3_000; i++) {
      due = arrivals.next(0);
    }

    assertThat(due).isEqualTo(1_000_000_000_000L);
  }

  /** Distances of the exponential distribution have their mean as their deviation. */
  @Test
  void poisson_hasTheRateAndTheSpreadOfChance() {
    Pace.Arrivals arrivals = new Pace.Poisson(1_000).arrivals(random, 0, 4);

    int count = 100_000;
    double sum = 0;
    double squares = 0;
    long last = 0;
    for (int i = 0; i < count; i++) {
      long due = arrivals.next(0);
      double millis = (due - last) / 1e6;
      sum += millis;
      squares += millis * millis;
      last = due;
    }

    double mean = sum / count;
    assertThat(mean).isCloseTo(4, within(0.06));
    assertThat(Math.sqrt(squares / count - mean * mean)).isCloseTo(4, within(0.1));
  }

  @Test
  void answered_isDueNow_butNotBeforeTheBeginning() {
    Pace.Arrivals arrivals = new Pace.Answered().arrivals(random, 0, 1);

    assertThat(arrivals.next(77)).isEqualTo(77);
    assertThat(arrivals.next(-5)).isZero();
  }

  @Test
  void rate_ofNothing_isRefused() {
    assertThatThrownBy(() -> new Pace.Constant(0))
        .hasMessage("rate: 0.0 (expected: 0.001 to 100 million)");
  }
}
