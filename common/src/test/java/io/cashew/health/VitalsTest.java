package io.cashew.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

final class VitalsTest {
  @Test
  void thisProcess_hasWhatEveryProcessHas() {
    ByteBuffer held = ByteBuffer.allocateDirect(1 << 20);

    Vitals vitals = Vitals.ofThisProcess();

    assertThat(vitals.version()).isNotEmpty();
    assertThat(vitals.uptimeMillis()).isPositive();
    assertThat(vitals.heapMax()).isEqualTo(Runtime.getRuntime().maxMemory());
    assertThat(vitals.heapLive()).isBetween(0L, vitals.heapMax());
    assertThat(vitals.direct()).isGreaterThanOrEqualTo(held.capacity());
    assertThat(vitals.directMax()).isGreaterThanOrEqualTo(vitals.direct());
    assertThat(vitals.machine()).isPositive();
    assertThat(vitals.openFiles()).isBetween(1L, vitals.maxFiles());
  }
}
