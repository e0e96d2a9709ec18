package io.cashew.enginebench.workload;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class RequestKeyTest {
  @Test
  void numbered_asksTwice_isEqualInOtherObjects() {
    RequestKey one = RequestKey.numbered(7);
    RequestKey other = RequestKey.numbered(7);

    assertThat(one).isEqualTo(other).hasSameHashCodeAs(other);
    assertThat(one.bytes()).isNotSameAs(other.bytes());
  }

  @Test
  void numbered_ofManyNumbers_givesAsManyKeys() {
    long keys = LongStream.range(-50_000, 50_000).mapToObj(RequestKey::numbered).distinct().count();

    assertThat(keys).isEqualTo(100_000);
  }

  @Test
  void numbered_isOfTheLengthThatBarsSpeakOf() {
    assertThat(RequestKey.numbered(0).bytes().size()).isEqualTo(32);
  }
}
