package io.cashew.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class TimerSlotTest {
  private final FakeTime time = new FakeTime();
  private final TimerSlot slot = new TimerSlot();

  @Test
  void cancel_ofAFilledSlot_cancelsTheTimer() {
    slot.fill(time.after(Duration.ofSeconds(1), () -> {}));

    slot.cancel();

    assertThat(time.pending()).isZero();
  }

  @Test
  void fill_afterTheCancel_cancelsTheTimer() {
    slot.cancel();

    slot.fill(time.after(Duration.ofSeconds(1), () -> {}));

    assertThat(time.pending()).isZero();
  }
}
