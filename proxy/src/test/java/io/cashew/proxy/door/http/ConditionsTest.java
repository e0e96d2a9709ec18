package io.cashew.proxy.door.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableMap;
import com.google.protobuf.ByteString;
import io.cashew.http.HttpRequest;
import io.cashew.operation.Condition;
import io.cashew.status.CashewException;
import io.cashew.status.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ConditionsTest {
  @Test
  void ofSet_withoutHeaders_isAlways() {
    assertThat(Conditions.ofSet(request("x-other", "*"))).isEqualTo(Condition.ALWAYS);
  }

  @Test
  void ofSet_ofStars_isWhetherThereIsAValue() {
    assertThat(Conditions.ofSet(request("if-none-match", "*"))).isEqualTo(Condition.IF_ABSENT);
    assertThat(Conditions.ofSet(request("if-match", "*"))).isEqualTo(Condition.IF_PRESENT);
  }

  @Test
  void ofSet_ofATag_isItsVersion() {
    assertThat(Conditions.ofSet(request("if-match", Conditions.tag(-1))))
        .isEqualTo(Condition.ifVersion(-1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"0\"", "\"abc\"", "W/\"17\"", "\"-1\"", "\"\""})
  void ofSet_ofATagThatNoValueHas_isNotMet(String header) {
    assertThatThrownBy(() -> Conditions.ofSet(request("if-match", header)))
        .isInstanceOfSatisfying(
            CashewException.class, e -> assertThat(e.reason()).isEqualTo(Reason.VERSION_MISMATCH));
  }

  @ParameterizedTest
  @ValueSource(strings = {"17", "\"17", "", "\"1\", \"2\"", "\"1\" \"2\"", "*, \"1\""})
  void ofSet_ofWhatIsNoTag_isMalformed(String header) {
    assertThatThrownBy(() -> Conditions.ofSet(request("if-match", header)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("If-Match");
  }

  @Test
  void ofSet_ofBoth_isMalformed() {
    assertThatThrownBy(
            () -> Conditions.ofSet(request(ImmutableMap.of("if-match", "*", "if-none-match", "*"))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "'\"17\"', true",
    "'W/\"17\"', true",
    "'\"1\",\"17\" , \"2\"', true",
    "*, true",
    "'\"1\"', false",
    "'\"017\"', false",
  })
  void isKnown_ofAVersion_comparesWithEachTag(String header, boolean known) {
    assertThat(Conditions.isKnown(request("if-none-match", header), 17)).isEqualTo(known);
  }

  @Test
  void isKnown_ofAValueWithoutAVersion_isNever() {
    assertThat(Conditions.isKnown(request("if-none-match", "*"), 0)).isFalse();
  }

  private static HttpRequest request(String header, String value) {
    return request(ImmutableMap.of(header, value));
  }

  private static HttpRequest request(ImmutableMap<String, String> headers) {
    return new HttpRequest("PUT", "/", "", headers, ImmutableMap.of(), ByteString.EMPTY);
  }
}
