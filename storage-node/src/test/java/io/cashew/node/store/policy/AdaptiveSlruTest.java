package io.cashew.node.store.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.Iterables;
import io.cashew.group.PolicySettings;
import io.cashew.node.store.trace.Replay;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AdaptiveSlruTest {
  private static final int LIMIT = 20_000;

  private final ShadowEntries entries = new ShadowEntries();
  private final WindowController controller = new WindowController();
  private final AdaptiveSlru policy = new AdaptiveSlru(entries, controller);
  private int nextHash;

  @AfterEach
  void policyIsSound() {
    policy.checkIntegrity();
  }

  @Test
  void victim_withoutEntries_isNone() {
    policy.resize(100);

    assertThat(policy.victim()).isEqualTo(Policy.NONE);
  }

  @Test
  void victims_takenOneAfterAnother_areAllEntries() {
    policy.resize(100);
    Set<Integer> admitted = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      int handle = admit(1);
      admitted.add(handle);
      if (i % 3 == 0) {
        policy.touched(handle);
      }
    }

    Set<Integer> victims = new HashSet<>();
    for (int victim = policy.victim(); victim != Policy.NONE; victim = policy.victim()) {
      victims.add(victim);
    }

    assertThat(victims).isEqualTo(admitted);
    assertThat(policy.weight()).isZero();
  }

  @Test
  void entry_newAndThenPushedOnAndThenUsed_isInWindowProbationAndProtected() {
    policy.resize(100);
    int entry = admit(1);
    String atFirst = policy.list(entry);
    admit(1);
    String pushedOn = policy.list(entry);
    policy.touched(entry);

    assertThat(List.of(atFirst, pushedOn, policy.list(entry)))
        .containsExactly("window", "probation", "protected");
  }

  @Test
  void frequency_ofAnEntry_isHowOftenItWasUsed() {
    policy.resize(100);
    int entry = admit(1);
    policy.touched(entry);
    policy.touched(entry);

    assertThat(policy.frequency(entry)).isEqualTo(3);
  }

  @Test
  void entryHeavierThanTheWindow_isKept() {
    policy.resize(1_000);
    int heavy = admit(600);

    assertThat(policy.list(heavy)).isEqualTo("window");
    assertThat(policy.weight()).isEqualTo(600);
  }

  @Test
  void heavyCandidate_usedAsOftenAsEachOfMany_displacesNone() {
    policy.resize(1_000);
    for (int i = 0; i < 90; i++) {
      int light = admit(10);
      policy.touched(light);
    }
    int heavy = admit(100);
    policy.touched(heavy);
    policy.touched(heavy);

    assertThat(policy.victim()).isEqualTo(heavy);
  }

  @Test
  void lightCandidate_usedAsOftenAsAHeavyOne_displacesIt() {
    policy.resize(1_000);
    int heavy = admit(500);
    for (int i = 0; i < 50; i++) {
      admit(10);
    }

    assertThat(policy.victim()).isEqualTo(heavy);
  }

  @Test
  void entriesHandedOverColdestFirst_leaveColdestFirst() {
    policy.resize(100);
    List<Integer> handedOver = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      handedOver.add(admit(1));
    }

    List<Integer> victims = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      victims.add(policy.victim());
    }

    // the one from the window is asked about first: it is new and not better than the rest
    assertThat(Iterables.skip(victims, 1)).containsExactlyElementsOf(handedOver.subList(0, 49));
  }

  @Test
  void sketch_whileThereIsMuchRoom_doesNotGrow() {
    policy.resize(1_000_000);
    for (int i = 0; i < LIMIT; i++) {
      admit(1);
    }

    assertThat(policy.sketchBytes()).isLessThan(32 << 10);
  }

  @Test
  void capacity_thatShrinks_leavesAProtectedPartOfTheSameShare() {
    policy.resize(1_000);
    List<Integer> held = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      held.add(admit(1));
    }
    held.forEach(policy::touched);

    for (int capacity = 1_000; capacity >= 200; capacity--) {
      policy.resize(capacity);
      while (policy.weight() > capacity) {
        entries.free(policy.victim());
      }
    }

    int[] sheltered = new int[1];
    policy.forEach(entry -> sheltered[0] += policy.list(entry).equals("protected") ? 1 : 0);
    assertThat(sheltered[0]).isBetween(150, 160);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void structures_afterRandomOperationsOnMixedWeights_agree(long seed) {
    Random random = new Random(seed);
    List<Integer> held = new ArrayList<>();
    long capacity = 2_000_000;
    policy.resize(capacity);
    for (int i = 0; i < 60_000; i++) {
      int dice = random.nextInt(100);
      if (dice < 40 || held.isEmpty()) {
        long weight =
            random.nextInt(50) == 0 ? random.nextInt(1 << 20) + 1 : 40 + random.nextInt(400);
        while (policy.weight() + weight > capacity) {
          int victim = policy.victim();
          held.remove((Integer) victim);
          entries.free(victim);
        }
        held.add(admit(weight));
      } else if (dice < 85) {
        policy.touched(held.get(skewed(random, held.size())));
      } else if (dice < 90) {
        int entry = held.get(random.nextInt(held.size()));
        long before = entries.weight(entry);
        entries.setWeight(entry, 40 + random.nextInt(4_000));
        policy.reweighed(entry, before);
        policy.touched(entry);
      } else if (dice < 95) {
        int entry = held.remove(random.nextInt(held.size()));
        policy.removed(entry);
        entries.free(entry);
      } else {
        capacity = 1_500_000L + random.nextInt(1_000_000);
        policy.resize(capacity);
      }
      if (i % 1_000 == 0) {
        policy.checkIntegrity();
      }
    }

    assertThat(policy.size()).isEqualTo(held.size());
    assertThat(policy.weight()).isEqualTo(held.stream().mapToLong(entries::weight).sum());
  }

  @Test
  void scan_throughPopularKeys_displacesFewOfThem() {
    Replay replay = new Replay(new Policies(PolicySettings.parse("slru")), 2_000, 1_000_000);
    var popular = Requests.zipf(2_000, 0.8, 1);
    for (int i = 0; i < 100_000; i++) {
      replay.request(popular.getAsInt(), 1);
    }
    for (int key = 10_000; key < 30_000; key++) {
      replay.request(key, 1);
    }

    long before = replay.hits();
    for (int i = 0; i < 10_000; i++) {
      replay.request(popular.getAsInt(), 1);
    }

    assertThat(replay.hits() - before).isGreaterThan(9_300);
  }

  @Test
  void replay_repeated_isTheSame() {
    int[] keys = Requests.take(100_000, Requests.zipf(20_000, 0.9, 3));

    assertThat(hits(keys)).isEqualTo(hits(keys));
  }

  private static long hits(int[] keys) {
    Replay replay = new Replay(new Policies(PolicySettings.parse("slru")), 500, 20_000);
    for (int key : keys) {
      replay.request(key, 1);
    }
    return replay.hits();
  }

  private int admit(long weight) {
    int handle = entries.allocate(nextHash++ * 0x9E3779B9, weight);
    policy.admitted(handle);
    return handle;
  }

  /** Small numbers are more likely. */
  private static int skewed(Random random, int bound) {
    return (int) (bound * Math.pow(random.nextDouble(), 4));
  }
}
