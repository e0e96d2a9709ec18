package io.cashew.node.store.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.cashew.group.PolicySettings;
import io.cashew.node.store.trace.Replay;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class WindowControllerTest {
  private static final int KEYS = 2_000_000;

  private final Policies policies = new Policies(PolicySettings.parse("slru"));

  @Test
  void window_atFirst_isSmall() {
    assertThat(share()).isEqualTo(0.01);
  }

  @Test
  void windowShare_ofAnotherPolicy_isEmpty() {
    assertThat(new Policies(PolicySettings.parse("lru")).windowShare()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 2_000, 10_000})
  void window_whereTheRecentIsAskedForAgain_isLarge(int capacity) {
    run(replay(capacity), 400_000, recent(capacity));

    assertThat(share()).isGreaterThanOrEqualTo(0.4);
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 2_000, 10_000})
  void window_whereThePopularIsAskedForAgain_isSmall(int capacity) {
    run(replay(capacity), 400_000, popular(capacity));

    assertThat(share()).isLessThanOrEqualTo(0.05);
  }

  @Test
  void window_whenRequestsChange_followsBothWays() {
    Replay replay = replay(2_000);
    IntSupplier recent = recent(2_000);
    IntSupplier popular = popular(2_000);
    List<Boolean> large = new ArrayList<>();
    for (int phase = 0; phase < 2; phase++) {
      run(replay, 200_000, () -> 1_000_000 + recent.getAsInt());
      large.add(share() >= 0.4);
      run(replay, 400_000, popular);
      large.add(share() >= 0.4);
    }

    assertThat(large).containsExactly(true, false, true, false);
  }

  @Test
  void memory_whateverTheSize_isLessThanAMebibyte() {
    WindowController controller = new WindowController();
    AdaptiveSlru policy = new AdaptiveSlru(new ShadowEntries(), controller);
    policy.resize(1L << 40);
    for (int i = 0; i < 3_000_000; i++) {
      use(controller, i);
    }

    assertThat(controller.bytes()).isLessThan(1 << 20);
  }

  @Test
  void sample_ofManyKeys_isSmall() {
    WindowController controller = new WindowController();
    new AdaptiveSlru(new ShadowEntries(), controller).resize(1L << 40);
    for (int i = 0; i < 1_000_000; i++) {
      use(controller, i);
    }

    int sampled = 0;
    for (int i = 0; i < 1_000_000; i++) {
      sampled += controller.samples(hash(i)) ? 1 : 0;
    }

    assertThat(sampled).isBetween(1, 2_000);
  }

  @Test
  void sample_whenTheCapacityShrinks_isLargerAgain() {
    WindowController controller = new WindowController();
    AdaptiveSlru policy = new AdaptiveSlru(new ShadowEntries(), controller);
    policy.resize(100_000);
    for (int i = 0; i < 500_000; i++) {
      use(controller, i);
    }
    assertThat(controller.samples(hash(1)) && controller.samples(hash(2))).isFalse();

    policy.resize(500);
    for (int i = 0; i < 2_000_000; i++) {
      use(controller, i);
    }

    int sampled = 0;
    for (int i = 0; i < 1_000; i++) {
      sampled += controller.samples(hash(i)) ? 1 : 0;
    }
    assertThat(sampled).isEqualTo(1_000);
  }

  @Test
  void capacity_ofAShardWhosePolicyIsReplaced_countsOnce() {
    WindowController controller = new WindowController();
    ShadowEntries shard = new ShadowEntries();
    new AdaptiveSlru(shard, controller).resize(1_000);

    new AdaptiveSlru(shard, controller).resize(700);
    new AdaptiveSlru(new ShadowEntries(), controller).resize(50);

    assertThat(controller.capacity()).isEqualTo(750);
  }

  @Test
  void shards_usingItAtOnce_learnTogether() throws Exception {
    int shards = 4;
    ExecutorService threads = Executors.newFixedThreadPool(shards);
    try {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < shards; i++) {
        int shard = i;
        Replay replay = replay(1_000);
        IntSupplier keys = recent(4_000);
        running.add(
            threads.submit(
                () -> {
                  for (int n = 0; n < 1_000_000; n++) {
                    int key = keys.getAsInt();
                    if (key % shards == shard) {
                      replay.request(key, 1);
                    }
                  }
                  replay.policy().checkIntegrity();
                }));
      }
      for (Future<?> each : running) {
        each.get();
      }
    } finally {
      threads.shutdownNow();
    }

    assertThat(share()).isGreaterThanOrEqualTo(0.4);
  }

  private double share() {
    return policies.windowShare().orElseThrow();
  }

  private Replay replay(int capacity) {
    return new Replay(policies, capacity, KEYS);
  }

  private static void run(Replay replay, int requests, IntSupplier keys) {
    for (int i = 0; i < requests; i++) {
      replay.request(keys.getAsInt(), 1);
    }
    replay.policy().checkIntegrity();
  }

  /** What was asked for comes again soon or never. */
  private static IntSupplier recent(int capacity) {
    return Requests.drifting(capacity, 0.3, 20, 8, 5);
  }

  /** Most keys come once or twice; some often. */
  private static IntSupplier popular(int capacity) {
    return Requests.mixed(
        0.5, Requests.loop(capacity * 10), Requests.zipf(capacity * 10, 0.9, 6), 7);
  }

  private static void use(WindowController controller, int key) {
    if (controller.samples(hash(key))) {
      controller.used(hash(key), 1);
    }
  }

  private static int hash(int key) {
    long mixed = (key + 1) * 0x9E3779B97F4A7C15L;
    mixed = (mixed ^ (mixed >>> 32)) * 0xD6E8FEB86659FD93L;
    return (int) (mixed >>> 32);
  }
}
