package io.cashew.proxy.door.resp;

import static io.cashew.proxy.door.resp.Commanded.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RequestTest {
  @ParameterizedTest
  @ValueSource(
      longs = {0, 1, -1, 10, 123_456_789_012_345_678L, Long.MAX_VALUE, Long.MIN_VALUE, -90})
  void number_ofAnyLong_isThatLong(long number) {
    assertThat(request(Long.toString(number)).number(0)).isEqualTo(number);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-",
        "+1",
        "01",
        "-0",
        " 1",
        "1 ",
        "1.5",
        "1e3",
        "a",
        "9223372036854775808",
        "-9223372036854775809",
        "9999999999999999999",
        "10000000000000000000",
        "\u0000",
      })
  void number_ofAnythingElse_isRefused(String text) {
    assertThatThrownBy(() -> request(text).number(0))
        .isInstanceOf(CommandException.class)
        .hasMessage("ERR value is not an integer or out of range");
  }

  @Test
  void word_isTheSameInLettersOfAnyCase() {
    assertThat(request("gEt").word(0)).isEqualTo(Words.pack("GET"));
    assertThat(request("keepttl").word(0)).isEqualTo(Words.pack("KEEPTTL"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\u0000GET", "GET\u0000", "GETGETGET", "G\u00c5T", "GET "})
  void word_ofSomethingElse_isNotTheWord(String other) {
    assertThat(request(other).word(0)).isNotEqualTo(Words.pack("GET"));
  }
}
