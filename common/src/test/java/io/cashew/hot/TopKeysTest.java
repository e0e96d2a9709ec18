package io.cashew.hot;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class TopKeysTest {
  private static final int CAPACITY = 100;
  private static final int KEYS = 10_000;
  private static final int DRAWS = 200_000;

  private final TopKeys top = new TopKeys(CAPACITY);

  @Test
  void keysByZipfsLaw_haveTheTrueTopTen() {
    int[] times = drawByZipfsLaw();

    List<String> found =
        top.counted().stream()
            .sorted(Comparator.comparingDouble(TopKeys.Counted::count).reversed())
            .limit(10)
            .map(counted -> counted.key().toStringUtf8())
            .toList();

    int[] sorted = times.clone();
    Arrays.sort(sorted);
    int tenth = sorted[KEYS - 10];
    assertThat(found)
        .hasSize(10)
        .allSatisfy(key -> assertThat(times[Integer.parseInt(key)]).isGreaterThanOrEqualTo(tenth));
  }

  @Test
  void counts_areNeverTooLow_andTooHighByTheirErrorAtMost() {
    int[] times = drawByZipfsLaw();

    assertThat(top.counted()).hasSize(CAPACITY);
    for (TopKeys.Counted counted : top.counted()) {
      double truth = times[Integer.parseInt(counted.key().toStringUtf8())];
      assertThat(counted.count()).isGreaterThanOrEqualTo(truth);
      assertThat(counted.count() - counted.error()).isLessThanOrEqualTo(truth);
      assertThat(counted.error()).isLessThanOrEqualTo((double) DRAWS / CAPACITY);
    }
    assertThat(top.counted().stream().mapToDouble(TopKeys.Counted::count).sum())
        .isEqualTo(top.total())
        .isEqualTo(DRAWS);
  }

  @Test
  void aKeyThatIsNotHere_cameNoMoreOftenThanTheFloor() {
    int[] times = drawByZipfsLaw();

    top.counted().forEach(counted -> times[Integer.parseInt(counted.key().toStringUtf8())] = 0);

    assertThat(Arrays.stream(times).max().orElseThrow())
        .isPositive()
        .isLessThanOrEqualTo((int) top.floor());
  }

  @Test
  void scaled_keepsItsBounds() {
    add(3, "a");
    add(1, "b");

    top.scale(0.5);
    add(1, "a");

    assertThat(top.total()).isEqualTo(3);
    assertThat(top.counted())
        .containsExactlyInAnyOrder(
            new TopKeys.Counted("g", ByteString.copyFromUtf8("a"), 2.5, 0),
            new TopKeys.Counted("g", ByteString.copyFromUtf8("b"), 0.5, 0));
  }

  @Test
  void scaledToNothing_isEmpty() {
    add(CAPACITY * 2, "a");

    top.scale(0);
    add(1, "b");

    assertThat(top.counted())
        .containsExactly(new TopKeys.Counted("g", ByteString.copyFromUtf8("b"), 1, 0));
  }

  @Test
  void oneHashForTwoKeys_countsThemApart() {
    top.add("g", 7, ByteString.copyFromUtf8("a"));
    top.add("h", 7, ByteString.copyFromUtf8("a"));
    top.add("g", 7, ByteString.copyFromUtf8("b"));

    assertThat(top.counted()).hasSize(3);
  }

  private int[] drawByZipfsLaw() {
    double[] cumulative = new double[KEYS];
    double sum = 0;
    for (int i = 0; i < KEYS; i++) {
      sum += 1.0 / (i + 1);
      cumulative[i] = sum;
    }
    int[] times = new int[KEYS];
    Random random = new Random(42);
    for (int i = 0; i < DRAWS; i++) {
      int found = Arrays.binarySearch(cumulative, random.nextDouble() * sum);
      int key = found >= 0 ? found : -found - 1;
      times[key]++;
      add(1, String.valueOf(key));
    }
    return times;
  }

  private void add(int times, String key) {
    for (int i = 0; i < times; i++) {
      top.add("g", key.hashCode() * 0x9E3779B97F4A7C15L, ByteString.copyFromUtf8(key));
    }
  }
}
