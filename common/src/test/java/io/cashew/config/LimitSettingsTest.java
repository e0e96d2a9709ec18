package io.cashew.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LimitSettingsTest {
  private static final long MIB = 1 << 20;

  @ParameterizedTest
  @CsvSource({
    "32, 16384, 16, 8192, 16",
    "512, 131072, 128, 65536, 64",
    "1024, 131072, 256, 65536, 64",
    "16384, 131072, 512, 65536, 64"
  })
  void ofHeap_isAPartOfIt(
      long heap, int operations, long bytes, int connectionOperations, long connectionBytes) {
    assertThat(LimitSettings.ofHeap(heap * MIB))
        .isEqualTo(
            new LimitSettings(
                operations,
                bytes * MIB,
                connectionOperations,
                connectionBytes * MIB,
                LimitSettings.DEFAULT_DELAY));
  }
}
