package io.cashew.node.store.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.cashew.group.PolicySettings;
import io.cashew.node.store.trace.Replay;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntSupplier;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The default policy on made-up requests of many kinds, against others that see the same. */
final class AdaptiveSlruRivalsTest {
  private static final int REQUESTS = 250_000;
  private static final int[] CAPACITIES = {200, 1_500, 5_000};
  private static final double MOST_BEHIND_CAFFEINE = 2; // it draws lots, so it varies

  @Test
  void slru_onRequestsOfManyKinds_leadsCaffeineAndIsNowhereFarBehind() {
    SoftAssertions softly = new SoftAssertions();
    double sum = 0;
    int cases = 0;
    for (Map.Entry<String, int[]> each : requests().entrySet()) {
      for (int capacity : CAPACITIES) {
        if (each.getKey().equals("loop and Zipf") && capacity == 5_000) {
          continue; // is learned slowly, and has tests of its own
        }
        double lead =
            replay("slru", each.getValue(), capacity) - caffeine(each.getValue(), capacity);
        sum += lead;
        cases++;
        softly
            .assertThat(lead)
            .as("%s, %s entries", each.getKey(), capacity)
            .isGreaterThan(-MOST_BEHIND_CAFFEINE);
      }
    }
    softly.assertThat(sum / cases).as("mean").isGreaterThan(0.3);
    softly.assertAll();
  }

  /**
   * A known weakness, not understood yet: Caffeine needs 50,000 requests to settle here, this
   * policy 300,000, and so does one whose window is fixed at one percent.
   */
  @ParameterizedTest
  @ValueSource(longs = {4, 5, 7})
  void slru_thatHasYetToLearnALoopAmongZipf_isBehindCaffeineByFewPoints(long seed) {
    int[] keys = Requests.take(REQUESTS, loopAndZipf(seed));

    assertThat(replay("slru", keys, 5_000)).isGreaterThan(caffeine(keys, 5_000) - 4);
  }

  @ParameterizedTest
  @ValueSource(longs = {4, 5, 7})
  void slru_thatHasLearnedALoopAmongZipf_isNotBehindCaffeine(long seed) {
    int[] keys = Requests.take(4 * REQUESTS, loopAndZipf(seed));

    assertThat(replay("slru", keys, 5_000)).isGreaterThan(caffeine(keys, 5_000) - 1);
  }

  @Test
  void slru_whereTheRecentIsAskedForAgain_isAlmostLru() {
    int[] keys = requests().get("drifting");

    double lru = replay("lru", keys, 1_500);

    assertThat(replay("slru", keys, 1_500)).isGreaterThan(lru - 1.5);
    assertThat(lru).isGreaterThan(smallWindow(keys, 1_500) + 3);
  }

  @Test
  void slru_whereThePopularIsAskedForAgain_isAlmostThatOfASmallWindow() {
    int[] keys = requests().get("loop and Zipf");

    double smallWindow = smallWindow(keys, 1_500);

    assertThat(replay("slru", keys, 1_500)).isGreaterThan(smallWindow - 1.5);
    assertThat(smallWindow).isGreaterThan(replay("lru", keys, 1_500) + 3);
  }

  private static Map<String, int[]> requests() {
    Map<String, IntSupplier> sources = new LinkedHashMap<>();
    sources.put("Zipf", Requests.zipf(50_000, 0.9, 1));
    sources.put("drifting", Requests.drifting(20_000, 0.9, 20, 5, 2));
    sources.put("jumping", Requests.drifting(20_000, 0.9, 80_000, 20_000, 3));
    sources.put("loop and Zipf", loopAndZipf(4));
    sources.put(
        "scans and Zipf",
        Requests.phases(20_000, Requests.zipf(30_000, 0.9, 6), 10_000, Requests.fresh()));
    sources.put("recent", Requests.recent(0.15, 500, 1.2, 7));
    sources.put(
        "recent, then popular",
        Requests.phases(
            40_000, Requests.recent(0.2, 500, 1.2, 8), 40_000, Requests.zipf(50_000, 0.9, 9)));
    sources.put(
        "recent and popular",
        Requests.mixed(
            0.5, Requests.recent(0.3, 1_000, 1.2, 10), Requests.zipf(50_000, 0.9, 11), 12));
    Map<String, int[]> requests = new LinkedHashMap<>();
    sources.forEach((name, source) -> requests.put(name, Requests.take(REQUESTS, source)));
    return requests;
  }

  private static IntSupplier loopAndZipf(long seed) {
    return Requests.mixed(0.5, Requests.loop(12_000), Requests.zipf(20_000, 0.9, seed), seed + 1);
  }

  private static double replay(String policy, int[] keys, int capacity) {
    int count = Arrays.stream(keys).max().orElseThrow() + 1;
    Replay replay = new Replay(new Policies(PolicySettings.parse(policy)), capacity, count);
    for (int key : keys) {
      replay.request(key, 1);
    }
    replay.policy().checkIntegrity();
    return replay.hitRatio();
  }

  private static double caffeine(int[] keys, int capacity) {
    Cache<Integer, Integer> cache =
        Caffeine.newBuilder().maximumSize(capacity).executor(Runnable::run).build();
    int hits = 0;
    for (int key : keys) {
      if (cache.getIfPresent(key) != null) {
        hits++;
      } else {
        cache.put(key, key);
      }
    }
    return 100.0 * hits / keys.length;
  }

  /** W-TinyLFU with a window of one percent that does not adapt. */
  private static double smallWindow(int[] keys, int capacity) {
    FrequencySketch sketch = new FrequencySketch();
    sketch.halveEvery(10L * capacity);
    ShadowCache cache = new ShadowCache(sketch, 0.01, capacity);
    cache.resize(capacity);
    for (int key : keys) {
      sketch.fit(cache.size());
      sketch.increment(key * 0x9E3779B9);
      cache.used(key * 0x9E3779B9, 1);
    }
    return 100.0 * cache.hits() / keys.length;
  }
}
