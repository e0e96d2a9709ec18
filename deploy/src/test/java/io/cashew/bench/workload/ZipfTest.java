package io.cashew.bench.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ZipfTest {
  private static final int DRAWS = 300_000;

  @ParameterizedTest
  @ValueSource(doubles = {0.3, 0.99, 1, 1.5, 3})
  void draw_comesAsOftenAsTheLawSays(double exponent) {
    int count = 50;
    Zipf zipf = new Zipf(count, exponent);
    SplittableRandom random = new SplittableRandom(7);
    int[] seen = new int[count];

    for (int i = 0; i < DRAWS; i++) {
      seen[(int) zipf.draw(random)]++;
    }

    double all = IntStream.rangeClosed(1, count).mapToDouble(k -> Math.pow(k, -exponent)).sum();
    for (int rank = 1; rank <= count; rank++) {
      double expected = DRAWS * Math.pow(rank, -exponent) / all;
      assertThat((double) seen[rank - 1])
          .as("rank %d", rank)
          .isCloseTo(expected, within(5 * Math.sqrt(expected) + 1));
    }
  }

  /** No table of a thousand million ranks is made. */
  @Test
  void draw_ofVeryManyRanks_staysInsideAndKeepsTheHead() {
    long count = 1_000_000_000;
    Zipf zipf = new Zipf(count, 0.99);
    SplittableRandom random = new SplittableRandom(7);
    int first = 0;
    int upperHalf = 0;

    for (int i = 0; i < DRAWS; i++) {
      long rank = zipf.draw(random);
      assertThat(rank).isBetween(0L, count - 1);
      first += rank == 0 ? 1 : 0;
      upperHalf += rank >= count / 2 ? 1 : 0;
    }

    double all =
        (Math.pow((double) count, 0.01) - 1) / 0.01 + 0.577; // the sum's integral, and Euler's
    assertThat(first / (double) DRAWS).isCloseTo(1 / all, within(0.003));
    double upper = (Math.pow((double) count, 0.01) - Math.pow(count / 2.0, 0.01)) / 0.01;
    assertThat(upperHalf / (double) DRAWS).isCloseTo(upper / all, within(0.003));
  }

  @Test
  void draw_ofOneRank_isThatOne() {
    Zipf zipf = new Zipf(1, 0.99);

    assertThat(zipf.draw(new SplittableRandom(7))).isZero();
  }
}
