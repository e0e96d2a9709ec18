package io.cashew.node.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.cashew.node.store.memory.Arena;
import io.cashew.node.store.policy.Policy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ExpiriesTest {
  private static final long DAY = 86_400_000;
  private static final long NEVER = -1;

  private final Arena arena = new Arena(8 << 10, 64);
  private final Expiries expiries = new Expiries(arena, new Graces(arena));

  @ParameterizedTest
  @ValueSource(longs = {0, 5, DAY, (1L << 31) - 3, (1L << 31) + 1, 40 * DAY})
  void isExpired_ofNearTime_isExactToTheMillisecond(long now) {
    int entry = entry(1);

    expiries.set(entry, now + 10, now);

    assertThat(expiries.expiryMillis(entry, now)).isEqualTo(now + 10);
    assertThat(expiries.isExpired(entry, now + 9)).isFalse();
    assertThat(expiries.isExpired(entry, now + 10)).isTrue();
  }

  @Test
  void set_toTheTimeThatLooksLikeNever_expiresAMillisecondEarly() {
    int entry = entry(1);
    long at = 1L << 31;

    expiries.set(entry, at, at - DAY);

    assertThat(expiries.expires(entry)).isTrue();
    assertThat(expiries.isExpired(entry, at - 2)).isFalse();
    assertThat(expiries.isExpired(entry, at - 1)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(longs = {7 * DAY, 30 * DAY, 50 * 365 * DAY})
  void set_toAFarTime_roundsDownToTheSecond(long ttl) {
    int entry = entry(1);
    long now = 123_456_789;

    expiries.set(entry, now + ttl, now);

    long expected = (now + ttl) / 1_000 * 1_000;
    assertThat(expiries.expiryMillis(entry, now)).isEqualTo(expected);
    assertThat(expiries.isExpired(entry, expected - 1)).isFalse();
    assertThat(expiries.isExpired(entry, expected)).isTrue();
  }

  @Test
  void nextExpired_ofWhatNeverExpires_isNone() {
    int entry = entry(1);
    expiries.set(entry, 10, 0);

    expiries.set(entry, NEVER, 0);

    assertThat(expiries.expires(entry)).isFalse();
    assertThat(nextExpired(50 * 365 * DAY)).isEqualTo(Policy.NONE);
  }

  @Test
  void nextExpired_amongEntriesThatWereGivenMoreTime_looksAtFewAtATime() {
    List<Integer> entries = IntStream.range(0, 640).mapToObj(this::entry).toList();
    entries.forEach(entry -> expiries.set(entry, 5, 0));
    entries.forEach(entry -> expiries.set(entry, 50, 0));

    int looks = 0;
    while (expiries.nextExpired(5) == Expiries.NOT_HERE) {
      looks++;
    }

    assertThat(looks).isBetween(10, 14);
    assertThat(expiries.nextExpired(49)).isEqualTo(Policy.NONE);
  }

  @Test
  void nextExpired_forAnEntryBehindThePass_findsItAllTheSame() {
    for (int i = 0; i < 200; i++) {
      expiries.set(entry(i), 5, 0);
    }
    for (int i = 0; i < 150; i++) {
      drop(nextExpired(5));
    }
    int behind = IntStream.range(0, 120).map(this::entry).min().orElseThrow();

    expiries.set(behind, 6, 5);

    List<Integer> found = new ArrayList<>();
    int entry = nextExpired(6);
    while (entry != Policy.NONE) {
      found.add(entry);
      drop(entry);
      entry = nextExpired(6);
    }
    assertThat(found).hasSize(51).endsWith(behind);
  }

  /** All that has expired is found, and nothing else. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void nextExpired_underRandomEvents_findsWhatAModelFinds(long seed) {
    Random random = new Random(seed);
    Map<Integer, Long> model = new HashMap<>();
    long now = random.nextInt(2) * ((1L << 31) - 50_000);
    int count = 0;
    for (int step = 0; step < 60_000; step++) {
      now += random.nextInt(3);
      int choice = random.nextInt(100);
      if (choice < 45 && model.size() < 1_500) {
        int entry = entry(count++);
        model.put(entry, set(entry, now, random));
      } else if (choice < 60 && !model.isEmpty()) {
        int entry = any(model, random);
        model.put(entry, set(entry, now, random));
      } else if (choice < 65 && !model.isEmpty()) {
        int entry = any(model, random);
        model.remove(entry);
        arena.remove(entry);
      } else {
        takeExpired(random.nextInt(4), now, model); // often stops in the middle of a pass
      }
      if (step % 100 == 0) {
        expiries.checkIntegrity(arena.entryHandles(), now);
      }
      if (step % 5_000 == 0) {
        now += random.nextInt(3_000);
        takeExpired(Integer.MAX_VALUE, now, model);
        long time = now;
        assertThat(model.values()).as("seed %s, step %s", seed, step).allMatch(at -> at > time);
      }
    }
  }

  private long set(int entry, long now, Random random) {
    long at = random.nextInt(5) == 0 ? Long.MAX_VALUE : now + random.nextInt(4_000);
    expiries.set(entry, at == Long.MAX_VALUE ? NEVER : at, now);
    return at;
  }

  private void takeExpired(int most, long now, Map<Integer, Long> model) {
    for (int i = 0; i < most; i++) {
      int entry = nextExpired(now);
      if (entry == Policy.NONE) {
        return;
      }
      assertThat(model.remove(entry)).isNotNull().isLessThanOrEqualTo(now);
      arena.remove(entry);
    }
  }

  private static int any(Map<Integer, Long> model, Random random) {
    return model.keySet().stream().skip(random.nextInt(model.size())).findFirst().orElseThrow();
  }

  /** The next one in the pass, however far. */
  private int nextExpired(long now) {
    int entry = expiries.nextExpired(now);
    while (entry == Expiries.NOT_HERE) {
      entry = expiries.nextExpired(now);
    }
    return entry;
  }

  private int entry(int number) {
    ByteString key = StoreFixture.key("" + number);
    int entry = arena.add(1, number, key, null, Arena.NO_SOURCE_VERSION, 1, 1);
    assertThat(entry).isNotEqualTo(Policy.NONE);
    return entry;
  }

  private void drop(int entry) {
    assertThat(entry).isNotEqualTo(Policy.NONE);
    arena.remove(entry);
  }
}
