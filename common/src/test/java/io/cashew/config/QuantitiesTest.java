package io.cashew.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class QuantitiesTest {
  @ParameterizedTest
  @CsvSource({
    "0s,0",
    "1ms,1",
    "500ms,500",
    "10s,10000",
    "10 s,10000",
    "5m,300000",
    "1h,3600000",
    "2d,172800000"
  })
  void duration_numberAndUnit_isMilliseconds(String text, long millis) {
    assertThat(Durations.parse(text)).isEqualTo(Duration.ofMillis(millis));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "10", "s", "-1s", "1.5s", "1w", "10S", "1h30m", "50us", "9999999999999s"})
  void duration_anythingElse_isRefused(String text) {
    assertThatThrownBy(() -> Durations.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("\"" + text + "\" (expected: a whole number and a unit");
  }

  @ParameterizedTest
  @CsvSource({"50us,50", "0us,0", "1500 us,1500", "1ms,1000", "0s,0"})
  void shortDuration_numberAndUnit_isMicroseconds(String text, long micros) {
    assertThat(Durations.parseShort(text)).isEqualTo(Duration.of(micros, ChronoUnit.MICROS));
  }

  @ParameterizedTest
  @ValueSource(strings = {"50us", "1001us", "2ms"})
  void shortDuration_formatted_isReadBack(String text) {
    assertThat(Durations.format(Durations.parseShort(text))).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0s", "1ms", "1500ms", "90s", "5m", "36h", "365d"})
  void duration_formatted_isReadBack(String text) {
    assertThat(Durations.format(Durations.parse(text))).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "0,0",
    "1048576,1048576",
    "1KiB,1024",
    "64MiB,67108864",
    "64 MiB,67108864",
    "1GiB,1073741824",
    "2TiB,2199023255552"
  })
  void bytes_numberAndUnit_isBytes(String text, long bytes) {
    assertThat(ByteSizes.parse(text)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "MiB", "-1", "1.5GiB", "64MB", "64M", "64mib", "999999999999999TiB"})
  void bytes_anythingElse_isRefused(String text) {
    assertThatThrownBy(() -> ByteSizes.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("\"" + text + "\" (expected: a number of bytes");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "1023", "1KiB", "1536KiB", "64MiB", "1GiB", "2TiB"})
  void bytes_formatted_isReadBack(String text) {
    assertThat(ByteSizes.format(ByteSizes.parse(text))).isEqualTo(text);
  }

  @Test
  void edits_betweenWords_areTheFewest() {
    assertThat(Nearest.edits("lisen", "listen")).isEqualTo(1);
    assertThat(Nearest.edits("kitten", "sitting")).isEqualTo(3);
    assertThat(Nearest.edits("", "abc")).isEqualTo(3);
  }
}
