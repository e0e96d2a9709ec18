package io.cashew.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cashew.comparison.load.BenchKey;
import io.cashew.comparison.load.Measured;
import org.junit.jupiter.api.Test;

final class RedisBenchmarkTest {
  @Test
  void parse_lastLine_isRateAndMicroseconds() {
    String output =
        """
        "test","rps","avg_latency_ms","min_latency_ms","p50_latency_ms","p95_latency_ms","p99_latency_ms","max_latency_ms"
        "GET bench:__rand_int__","80000.00","0.100","0.024","0.095","0.151","0.207","4.103\"""";

    Measured measured = RedisBenchmark.parse(output, 40_000);

    assertThat(measured.perSecond()).isEqualTo(80_000);
    assertThat(measured.p50()).isEqualTo(95);
    assertThat(measured.p99()).isEqualTo(207);
    assertThat(measured.max()).isEqualTo(4_103);
  }

  @Test
  void parse_anError_saysWhatWasSaid() {
    assertThatThrownBy(() -> RedisBenchmark.parse("Could not connect", 1))
        .hasMessageContaining("Could not connect");
  }

  @Test
  void line_isTheSameForAll_butForThePort() {
    RedisBenchmark set = new RedisBenchmark("SET", 16, 4);

    assertThat(set.line(1, 100, 1_000))
        .startsWith("redis-benchmark", "-p", "1", "-c", "16", "-P", "4", "-n", "1000", "-r", "100")
        .contains("SET", BenchKey.PREFIX + "__rand_int__", "x".repeat(100));
    assertThat(BenchKey.text(7)).isEqualTo(BenchKey.PREFIX + "000000000007").hasSize(32);
  }
}
