package io.cashew.enginebench.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class DrawTest {
  private static final int COUNT = 1_000;
  private static final int DRAWS = 1_000_000;

  @Test
  void zipf_overManyDraws_givesTheMostPopularKeyItsShare() {
    int[] seen = count(Draw.zipf(COUNT, 1));
    double harmonic = 0;
    for (int rank = 1; rank <= COUNT; rank++) {
      harmonic += Math.pow(rank, -Draw.EXPONENT);
    }

    double share = (double) Arrays.stream(seen).max().orElse(0) / DRAWS;

    assertThat(share).isCloseTo(1 / harmonic, within(0.003));
  }

  @Test
  void zipf_ofTwoSeeds_agreesOnWhichKeyIsPopular() {
    assertThat(mostSeen(count(Draw.zipf(COUNT, 1))))
        .isEqualTo(mostSeen(count(Draw.zipf(COUNT, 2))));
  }

  @Test
  void zipf_overManyDraws_givesEveryKey() {
    assertThat(count(Draw.zipf(COUNT, 1))).doesNotContain(0);
  }

  @Test
  void logUniform_overManyDraws_staysWithinItsLimits() {
    Draw sizes = Draw.logUniform(40, 8_192, 1);
    int[] drawn = new int[DRAWS];
    Arrays.setAll(drawn, i -> sizes.next());

    assertThat(Arrays.stream(drawn).min()).hasValue(40);
    assertThat(Arrays.stream(drawn).max()).hasValue(8_192);
    assertThat(Arrays.stream(drawn).filter(size -> size < 573).count() / (double) DRAWS)
        .isCloseTo(0.5, within(0.01)); // the geometric mean parts them
  }

  private static int[] count(Draw draw) {
    int[] seen = new int[COUNT];
    for (int i = 0; i < DRAWS; i++) {
      seen[draw.next()]++;
    }
    return seen;
  }

  private static int mostSeen(int[] seen) {
    int most = 0;
    for (int i = 1; i < seen.length; i++) {
      most = seen[i] > seen[most] ? i : most;
    }
    return most;
  }
}
