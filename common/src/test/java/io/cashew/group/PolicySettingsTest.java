package io.cashew.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.common.collect.ImmutableSortedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PolicySettingsTest {
  @ParameterizedTest
  @EnumSource
  void name_alone_meansTheDefaults(PolicySettings.Name name) {
    PolicySettings settings = PolicySettings.parse(name.toString());

    assertThat(settings).isEqualTo(PolicySettings.of(name)).hasToString(name.toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "lru-k:k=3",
        "slru-plain:protected=50",
        "2q:in=20,out=60",
        "2q:out=60",
        "s3fifo:small=20"
      })
  void text_isReadAsItIsWritten(String text) {
    assertThat(PolicySettings.parse(text)).hasToString(text);
  }

  @Test
  void parameters_notMentioned_haveTheirDefaults() {
    PolicySettings settings = PolicySettings.parse("2q: out = 60");

    assertThat(settings.parameter("in")).isEqualTo(25);
    assertThat(settings.parameter("out")).isEqualTo(60);
  }

  @Test
  void parameters_atTheirDefaults_areNotWritten() {
    assertThat(PolicySettings.parse("lru-k:k=2")).hasToString("lru-k");
  }

  @Test
  void default_isSlru() {
    assertThat(PolicySettings.DEFAULT).hasToString("slru");
  }

  @Test
  void name_unknown_isRefusedWithThoseThereAre() {
    assertRefused(
        "arc",
        "no policy is named \"arc\" (expected: one of slru, slru-plain, lru, fifo, lfu, lru-k, 2q,"
            + " s3fifo, sieve, gdsf)");
  }

  @Test
  void parameter_unknown_isRefusedWithThoseThereAre() {
    assertRefused(
        "2q:kin=25", "policy 2q has no parameter \"kin\" (expected: in=1 to 99, out=1 to 500)");
  }

  @Test
  void parameter_ofAPolicyWithout_isRefused() {
    assertRefused("lru:k=2", "policy lru has no parameter \"k\" (expected: none)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "lru-k:k=1 | policy lru-k: k is 1 (expected: 2 to 8)",
        "lru-k:k=9 | policy lru-k: k is 9 (expected: 2 to 8)",
        "slru-plain:protected=0 | policy slru-plain: protected is 0 (expected: 1 to 99)",
        "slru-plain:protected=100 | policy slru-plain: protected is 100 (expected: 1 to 99)",
        "2q:in=100 | policy 2q: in is 100 (expected: 1 to 99)",
        "2q:out=501 | policy 2q: out is 501 (expected: 1 to 500)",
        "s3fifo:small=-1 | policy s3fifo: small is -1 (expected: 1 to 99)"
      })
  void parameter_outOfRange_isRefusedWithTheRange(String text, String message) {
    assertRefused(text, message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"lru-k:k", "lru-k:k=", "lru-k:k=two", "lru-k:k=2.5"})
  void parameter_notANumber_isRefusedWithTheRange(String text) {
    assertRefused(text, "policy lru-k: \"%s\" (expected: k=2 to 8)".formatted(text.substring(6)));
  }

  @Test
  void parameters_ofAnotherPolicy_areRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new PolicySettings(PolicySettings.Name.LRU_K, ImmutableSortedMap.of("in", 25)))
        .withMessage("policy lru-k: parameters [in] (expected: [k])");
  }

  private static void assertRefused(String text, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PolicySettings.parse(text))
        .withMessage(message);
  }
}
