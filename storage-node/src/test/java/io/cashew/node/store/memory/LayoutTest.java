package io.cashew.node.store.memory;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LayoutTest {
  private final Layout layout = new Layout(4 << 10); // so 256 bytes of value fit beside a key

  @ParameterizedTest
  @CsvSource({"0, 0", "256, 0", "257, 2", "512, 2", "513, 3", "2097151, 8192"})
  void parts_areAsFewAsHoldTheValue(int valueBytes, int parts) {
    assertThat(layout.parts(valueBytes)).isEqualTo(parts);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 0, 20", // 16 of header
    "4, 0, 20",
    "5, 0, 24",
    "1024, 256, 1296",
    "4, 256, 276",
    "4, 257, 316", // a record with a link, and parts of 256 bytes and 1
    "4, 512, 568",
    "4, 513, 588"
  })
  void logBytes_areThoseOfAllRecords(int keyBytes, int valueBytes, long bytes) {
    assertThat(layout.logBytes(keyBytes, valueBytes)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @CsvSource({"4, 100, 148", "4, 257, 392"})
  void weight_isRecordsRowsAndShareOfIndex(int keyBytes, int valueBytes, long weight) {
    assertThat(layout.weight(keyBytes, valueBytes)).isEqualTo(weight);
  }
}
