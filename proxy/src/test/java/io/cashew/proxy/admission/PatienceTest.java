package io.cashew.proxy.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.cashew.config.LimitSettings;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class PatienceTest {
  private static final int MIB = 1 << 20;

  private final Admission all =
      new Admission(new LimitSettings(400, 32 * MIB, 400, 16 * MIB, Duration.ZERO), 1);
  private final Account account = all.open(0);
  private final Patience patience = new Patience(account);

  @Test
  void isOver_nothingIsRead_afterAMinute() {
    answer(2);

    for (int second = 1; second < Patience.SECONDS; second++) {
      assertThat(patience.isOver()).isFalse();
    }
    assertThat(patience.isOver()).isTrue();
    assertThat(patience.idleSeconds()).isEqualTo(Patience.SECONDS);
  }

  @Test
  void isOver_othersNeedWhatItHolds_soon() {
    answer(2);
    all.holdElsewhere(32 * MIB);

    assertThat(patience.isOver()).isFalse();
    assertThat(patience.isOver()).isTrue();
  }

  @Test
  void isOver_somethingIsRead_never() {
    answer(200);

    for (int second = 0; second < 2 * Patience.SECONDS; second++) {
      account.release(second % 2, second % 2);
      assertThat(patience.isOver()).isFalse();
    }
  }

  @Test
  void isOver_answersAreUnderWay_never() {
    account.admit(1, MIB);

    for (int second = 0; second < 2 * Patience.SECONDS; second++) {
      assertThat(patience.isOver()).isFalse();
    }
  }

  private void answer(int operations) {
    account.admit(operations, MIB);
    account.answered(operations);
  }
}
