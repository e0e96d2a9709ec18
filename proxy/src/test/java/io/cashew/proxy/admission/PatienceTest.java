package io.cashew.proxy.admission;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class PatienceTest {
  private final Patience patience = new Patience();

  @Test
  void isOver_nothingMoves_afterAMinute() {
    patience.isOver(1, true, false);

    for (int second = 1; second < Patience.SECONDS; second++) {
      assertThat(patience.isOver(1, true, false)).isFalse();
    }
    assertThat(patience.isOver(1, true, false)).isTrue();
  }

  @Test
  void isOver_othersNeedIt_soon() {
    patience.isOver(1, true, true);

    assertThat(patience.isOver(1, true, true)).isFalse();
    assertThat(patience.isOver(1, true, true)).isTrue();
  }

  @Test
  void isOver_somethingMoves_never() {
    for (int second = 1; second < 10 * Patience.SECONDS; second++) {
      assertThat(patience.isOver(second / 2, true, false)).isFalse();
    }
  }

  @Test
  void isOver_itIsNotTheClientsTurn_never() {
    for (int second = 1; second < 10 * Patience.SECONDS; second++) {
      assertThat(patience.isOver(1, false, true)).isFalse();
    }
  }
}
