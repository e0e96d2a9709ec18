package io.cashew.bench.workload;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.EnumMultiset;
import com.google.common.collect.Multiset;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class WorkloadTest {
  @ParameterizedTest
  @CsvSource({
    "bench:, 12, 17, bench:000017",
    "bench:, 0, 17, bench:17",
    "user, 0, 0, user0",
    "user, 6, 99, user99",
  })
  void keyNames_arePrefixAndNumber(String prefix, int size, long number, String expected) {
    KeyNames names = new KeyNames(prefix, size, 100);

    assertThat(new String(names.bytes(number), UTF_8)).isEqualTo(expected);
    assertThat(names.length(number)).isEqualTo(expected.length());
  }

  @Test
  void keyNames_withoutRoomForTheLastNumber_areRefused() {
    assertThatThrownBy(() -> new KeyNames("bench:", 8, 1_001))
        .hasMessage(
            "key-size: 8 (expected: 10 to 1024, or 0 for no zeros between prefix and number)");
  }

  @Test
  void mix_comesByItsWeights() {
    Mix.Draw draw = Mix.parse("get=90,set=9,delete=1,touch=0").draw(new SplittableRandom(5));

    Multiset<Verb> seen = EnumMultiset.create(Verb.class);
    for (int i = 0; i < 100_000; i++) {
      seen.add(draw.next());
    }

    assertThat(seen.count(Verb.GET)).isBetween(89_500, 90_500);
    assertThat(seen.count(Verb.SET)).isBetween(8_700, 9_300);
    assertThat(seen.count(Verb.DELETE)).isBetween(850, 1_150);
    assertThat(seen.count(Verb.TOUCH)).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "get", "get=x", "get=1,get=2", "steal=1", "get=0", "get=-1"})
  void mix_thatIsNone_saysWhatIsExpected(String text) {
    assertThatThrownBy(() -> Mix.parse(text))
        .hasMessageStartingWith("mix: ")
        .hasMessageContaining("expected: ");
  }

  @Test
  void values_ofARange_areAllOfItAndStayTheSame() {
    ValueSizes sizes = ValueSizes.parse("10..12");

    assertThat(IntStream.range(0, 300).map(sizes::of).distinct().sorted().toArray())
        .containsExactly(10, 11, 12);
    assertThat(sizes.of(77)).isEqualTo(ValueSizes.parse("10..12").of(77));
    assertThat(sizes.longest()).isEqualTo(12);
  }

  @Test
  void values_byWeight_comeByIt() {
    ValueSizes sizes = ValueSizes.parse("100:9,5000:1");

    assertThat(IntStream.range(0, 10_000).filter(key -> sizes.of(key) == 5_000).count())
        .isBetween(880L, 1_120L);
    assertThat(sizes.longest()).isEqualTo(5_000);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "-1", "2000000", "9..3", "100:0", ":3", "100:1,"})
  void values_thatAreNone_sayWhatIsExpected(String text) {
    assertThatThrownBy(() -> ValueSizes.parse(text))
        .hasMessageStartingWith("value: ")
        .hasMessageContaining("expected: ");
  }
}
