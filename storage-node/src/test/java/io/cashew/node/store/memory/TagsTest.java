package io.cashew.node.store.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class TagsTest {
  private static final int ALL = 255;

  private final Tags tags = new Tags();

  @Test
  void acquire_ofATagInUse_givesItsNumber() {
    int number = tags.acquire(700);
    int other = tags.acquire(800);

    assertThat(tags.acquire(700)).isEqualTo(number).isNotEqualTo(other);
    assertThat(tags.tag(number)).isEqualTo(700);
    assertThat(tags.uses(number)).isEqualTo(2);
  }

  @Test
  void acquire_afterReleaseOfAll_usesNumbersAgain() {
    for (long tag = 0; tag < 10_000; tag++) {
      int number = tags.acquire(tag);
      assertThat(tags.tag(number)).isEqualTo(tag);
      tags.release(number);
    }
  }

  @Test
  void acquire_whenAllAreInUse_givesTheGreatestBelow() {
    IntStream.rangeClosed(1, ALL).forEach(i -> assertThat(tags.acquire(i * 10L)).isPositive());

    assertThat(tags.tag(tags.acquire(1_234))).isEqualTo(1_230);
    assertThat(tags.tag(tags.acquire(1_000_000))).isEqualTo(ALL * 10L);
    assertThat(tags.tag(tags.acquire(1_230))).isEqualTo(1_230);
  }

  @Test
  void acquire_whenAllAreInUseAndNoneIsBelow_givesNone() {
    IntStream.rangeClosed(1, ALL).forEach(i -> assertThat(tags.acquire(i * 10L)).isPositive());

    assertThat(tags.acquire(9)).isEqualTo(Tags.NONE);
  }

  @Test
  void acquire_whenOneIsReleased_takesIt() {
    IntStream.rangeClosed(1, ALL).forEach(i -> assertThat(tags.acquire(i * 10L)).isPositive());
    tags.release(tags.acquire(500));

    tags.release(50);

    assertThat(tags.tag(tags.acquire(9))).isEqualTo(9);
  }

  @Test
  void release_ofWhatIsNotInUse_isRefused() {
    assertThatIllegalStateException().isThrownBy(() -> tags.release(3));
  }
}
