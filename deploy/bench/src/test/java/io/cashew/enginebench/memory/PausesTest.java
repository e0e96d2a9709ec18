package io.cashew.enginebench.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class PausesTest {
  private static final List<String> LOG =
      List.of(
          "[0.010s] Using G1",
          "[1.000s] GC(0) Pause Young (Normal) (G1 Evacuation Pause) 24M->3M(64M) 4.000ms",
          "[1.001s] GC(0) User=0.01s Sys=0.00s Real=0.00s",
          "[15.000s] GC(1) Pause Remark 30M->30M(64M) 2.500ms",
          "[20.500s] GC(2) Pause Young (Normal) (G1 Evacuation Pause) 50M->5M(64M) 6.000ms",
          "[22.000s] Safepoint \"Cleanup\", Time since last: 1 ns, Total: 2 ns");

  @Test
  void pauses_ofALog_areThoseThatStoppedTheProcess() {
    assertThat(Pauses.of(LOG).count()).isEqualTo(3);
    assertThat(Pauses.of(LOG).longest()).isEqualTo(6.0);
  }

  @Test
  void worstSum_isOfTheWorstWindowWhereverItBegins() {
    assertThat(Pauses.of(LOG).worstSum(6)).isEqualTo(8.5);
    assertThat(Pauses.of(LOG).worstSum(20)).isEqualTo(12.5);
  }

  @Test
  void after_aTime_leavesEarlierPausesOut() {
    assertThat(Pauses.of(LOG).after(1).count()).isEqualTo(2);
  }

  @Test
  void longest_ofNoPauses_isNothing() {
    assertThat(Pauses.of(List.of()).longest()).isZero();
  }
}
