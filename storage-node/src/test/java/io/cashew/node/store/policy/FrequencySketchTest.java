package io.cashew.node.store.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class FrequencySketchTest {
  private final FrequencySketch sketch = new FrequencySketch();

  @Test
  void estimate_ofUnusedSketch_isZeroAndTakesNoMemory() {
    sketch.increment(1);

    assertThat(sketch.frequency(1)).isZero();
    assertThat(sketch.bytes()).isZero();
  }

  @Test
  void estimate_afterUses_isTheirNumber() {
    sketch.fit(100);

    use(7, 5);
    use(8, 1);

    assertThat(sketch.frequency(7)).isEqualTo(5);
    assertThat(sketch.frequency(8)).isEqualTo(1);
    assertThat(sketch.frequency(9)).isZero();
  }

  @Test
  void estimate_afterManyUses_isTheHighestThereIs() {
    sketch.fit(100);

    use(7, 1000);

    assertThat(sketch.frequency(7)).isEqualTo(FrequencySketch.MAX_FREQUENCY);
  }

  @Test
  void estimate_onceThePeriodIsOver_isHalf() {
    sketch.fit(100);
    sketch.halveEvery(12);

    use(7, 9);
    use(8, 2);
    assertThat(sketch.frequency(7)).isEqualTo(9);
    use(9, 1);

    assertThat(sketch.frequency(7)).isEqualTo(4);
    assertThat(sketch.frequency(8)).isEqualTo(1);
    assertThat(sketch.frequency(9)).isZero();
  }

  @Test
  void estimate_notAskedForDuringFivePeriods_isZero() {
    sketch.fit(100);
    sketch.halveEvery(100);
    use(7, 12);

    IntStream.range(1_000, 1_500).forEach(key -> use(hash(key), 1));

    assertThat(sketch.frequency(7)).isZero();
  }

  @Test
  void estimate_whenTheSketchGrows_stays() {
    sketch.fit(100);
    IntStream.range(0, 200).forEach(key -> use(key, 1 + key % 5));
    int[] before = IntStream.range(0, 200).map(sketch::frequency).toArray();

    grow(100_000);

    assertThat(IntStream.range(0, 200).map(sketch::frequency)).containsExactly(box(before));
  }

  @Test
  void estimates_ofAsManyKeysAsFit_areSeldomTooHigh() {
    int keys = 50_000;
    grow(keys);
    for (int key = 0; key < keys; key++) {
      use(hash(key), 1 + key % 4);
    }

    int wrong = 0;
    for (int key = 0; key < keys; key++) {
      int estimate = sketch.frequency(hash(key));
      assertThat(estimate).isGreaterThanOrEqualTo(1 + key % 4);
      wrong += estimate == 1 + key % 4 ? 0 : 1;
    }

    assertThat(wrong).isLessThan(keys / 10);
  }

  @Test
  void memory_ofManyEntries_isFourBytesEach() {
    grow(1_000_000);

    assertThat(sketch.bytes()).isBetween(3_900_000L, 4_000_000L + 20_000);
  }

  @Test
  void memory_ofFewEntries_isFewKilobytes() {
    grow(20);

    assertThat(sketch.bytes()).isLessThanOrEqualTo(4096);
  }

  @Test
  void memory_whenEntriesGo_isGivenBack() {
    grow(100_000);
    use(7, 3);

    grow(1_000);

    assertThat(sketch.bytes()).isLessThan(50_000);
    use(8, 2);
    assertThat(sketch.frequency(8)).isGreaterThanOrEqualTo(2);
  }

  @Test
  void sizes_thatGoUpAndDown_neverLoseTheWay() {
    Random random = new Random(1);
    for (int i = 0; i < 2_000; i++) {
      int entries = random.nextInt(60_000);
      for (int step = 0; step < 40; step++) {
        sketch.fit(entries);
        int key = random.nextInt();
        sketch.increment(key);

        assertThat(sketch.frequency(key)).isPositive();
      }
    }
  }

  private void use(int hash, int times) {
    for (int i = 0; i < times; i++) {
      sketch.increment(hash);
    }
  }

  /** As entries come or go, one by one. */
  private void grow(int entries) {
    for (int i = 0; i < entries / 200 + 1000; i++) {
      sketch.fit(entries);
    }
  }

  private static int hash(int key) {
    return (int) (((key + 1) * 0x9E3779B97F4A7C15L) >>> 32);
  }

  private static Integer[] box(int[] numbers) {
    return IntStream.of(numbers).boxed().toArray(Integer[]::new);
  }
}
