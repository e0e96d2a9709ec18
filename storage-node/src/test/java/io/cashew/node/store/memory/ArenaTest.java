package io.cashew.node.store.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.google.protobuf.ByteString;
import io.cashew.node.store.policy.Policy;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Entries in pages, as long as there is room and when there is none any more. */
final class ArenaTest {
  private static final int GROUP = 5;
  private static final long TAG = 9;
  private static final int NO_VALUE = -1;

  /** What {@code fits} promises has to be true whatever the sizes, up to the last page. */
  @ParameterizedTest
  @CsvSource({
    "4096, 64, 1024, -1", // three records to a page, and a quarter of it is left over
    "4096, 64, 1024, 256",
    "4096, 64, 1, 2000",
    "8192, 40, 1024, 512",
    "16384, 32, 1024, 1024",
    "32768, 32, 1024, 2048",
    "65536, 24, 1024, 4096",
    "4096, 300, 1, 0"
  })
  void add_whileItFits_succeedsAndKeepsAll(int pageBytes, int pages, int keyBytes, int valueBytes) {
    Filled filled = new Filled(pageBytes, pages);

    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> {
          for (int i = 0; i < 2_000; i++) {
            filled.add(Math.max(keyBytes, 4), valueBytes);
          }
          Random random = new Random(1);
          for (int i = 0; i < 2_000; i++) {
            filled.replaceOldest(Math.max(keyBytes - random.nextInt(4), 4), valueBytes);
          }
        });

    filled.check();
  }

  @Test
  void read_ofALongValue_staysWholeWhateverHappensMeanwhile() {
    Arena arena = new Arena(16 << 10, 40);
    ByteString value = random(100_000, 1);
    int entry = arena.add(GROUP, 1, bytes(4, 1), value, Arena.NO_SOURCE_VERSION, TAG, 1);
    Value reading = new Value();
    arena.read(entry, reading);
    arena.remove(entry);

    for (int i = 0; i < 2_000; i++) {
      int other =
          arena.add(GROUP, i, bytes(4, i), random(8_000, i), Arena.NO_SOURCE_VERSION, TAG, 2);
      assertThat(other).isNotEqualTo(Policy.NONE);
      arena.remove(other);
    }
    arena.copyParts(reading);

    assertThat(ByteString.copyFrom(reading.bytes(), 0, reading.length())).isEqualTo(value);
    arena.release(reading);
    arena.checkIntegrity();
  }

  @Test
  void add_whenReadersHoldAllPages_findsNoRoomUntilTheyLetGo() {
    Arena arena = new Arena(16 << 10, 40);
    List<Value> readings = new ArrayList<>();
    int added =
        arena.add(GROUP, 1, bytes(4, 1), random(70_000, 1), Arena.NO_SOURCE_VERSION, TAG, 1);
    while (added != Policy.NONE && readings.size() < 100) {
      Value reading = new Value();
      arena.read(added, reading);
      arena.remove(added);
      readings.add(reading);
      added = arena.add(GROUP, 1, bytes(4, 1), random(70_000, 1), Arena.NO_SOURCE_VERSION, TAG, 1);
    }

    readings.forEach(arena::release);

    assertThat(readings).hasSizeBetween(5, 9);
    assertThat(arena.add(GROUP, 1, bytes(4, 1), random(70_000, 1), Arena.NO_SOURCE_VERSION, TAG, 1))
        .isPositive();
    arena.checkIntegrity();
  }

  @Test
  void replace_whenReadersHoldAllPages_leavesAHandleToDiscard() {
    Arena arena = new Arena(16 << 10, 40);
    ByteString key = bytes(4, 1);
    int entry = arena.add(GROUP, 1, key, random(70_000, 0), Arena.NO_SOURCE_VERSION, TAG, 1);
    List<Value> readings = new ArrayList<>();
    int count = 0;
    do {
      Value reading = new Value();
      arena.read(entry, reading);
      readings.add(reading);
      count++;
    } while (count < 100
        && arena.replace(entry, random(70_000, count), Arena.NO_SOURCE_VERSION, TAG, 1));

    assertThat(arena.find(GROUP, 1, key)).isEqualTo(Policy.NONE);
    assertThat(arena.size()).isZero();
    arena.discard(entry);
    for (int i = 0; i < count; i++) {
      arena.copyParts(readings.get(i));
      assertThat(ByteString.copyFrom(readings.get(i).bytes(), 0, 70_000))
          .isEqualTo(random(70_000, i));
      arena.release(readings.get(i));
    }
    arena.checkIntegrity();
    assertThat(arena.statistics().live()).isZero();
  }

  @Test
  void remove_ofAll_leavesNothingAliveAndAlmostNoSegments() {
    Arena arena = new Arena(4 << 10, 200);
    for (int round = 0; round < 3; round++) {
      List<Integer> entries = new ArrayList<>();
      for (int i = 0; i < 1_000; i++) {
        entries.add(
            arena.add(GROUP, i, bytes(4, i), random(i, i), Arena.NO_SOURCE_VERSION, TAG, 1));
      }

      entries.forEach(arena::remove);

      assertThat(arena.statistics().live()).isZero();
      assertThat(arena.statistics().segments()).isLessThanOrEqualTo(5 * (4 << 10));
      arena.checkIntegrity();
    }
  }

  /** Of 40 bytes to 8 KiB; some change their size, and the oldest go first. */
  @Test
  void entries_ofMixedSizesInFullMemory_keepTheirBytesAtAModestPrice() {
    Arena arena = new Arena(256 << 10, 64);
    Random random = new Random(11);
    Map<Integer, Integer> seeds = new LinkedHashMap<>(); // by entry
    for (int i = 0; i < 40_000; i++) {
      int length = 40 + (int) (8_152 * Math.pow(random.nextDouble(), 3));
      int old = random.nextInt(4) == 0 ? any(seeds.keySet(), random) : Policy.NONE;
      if (old != Policy.NONE) {
        seeds.remove(old);
      }
      while (!arena.fits(4, length, Arena.NO_SOURCE_VERSION, old)) {
        int oldest = seeds.keySet().iterator().next();
        seeds.remove(oldest);
        arena.remove(oldest);
      }
      int entry = old;
      if (old == Policy.NONE) {
        entry =
            arena.add(GROUP, i, bytes(4, i), random(length, i), Arena.NO_SOURCE_VERSION, TAG, 1);
      } else {
        assertThat(arena.replace(old, random(length, i), Arena.NO_SOURCE_VERSION, TAG, 1)).isTrue();
      }
      seeds.put(entry, i);
    }

    Value reading = new Value();
    seeds.forEach(
        (entry, seed) -> {
          arena.read(entry, reading);
          assertThat(ByteString.copyFrom(reading.bytes(), 0, reading.length()))
              .isEqualTo(random(reading.length(), seed));
        });
    ArenaStatistics statistics = arena.statistics();
    assertThat(statistics.copiedPerAppended()).isLessThan(2);
    assertThat((double) statistics.live() / statistics.segments()).isGreaterThan(0.8);
    arena.checkIntegrity();
  }

  private static int any(Set<Integer> entries, Random random) {
    return entries.stream()
        .skip(entries.isEmpty() ? 0 : random.nextInt(Math.min(500, entries.size())))
        .findFirst()
        .orElse(Policy.NONE);
  }

  private static ByteString random(int length, int seed) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return ByteString.copyFrom(bytes);
  }

  /** Entries in order of age. */
  private static final class Filled {
    private final Arena arena;
    private final Queue<Integer> entries = new ArrayDeque<>();
    private final Map<Integer, ByteString> keys = new HashMap<>();
    private int count;
    private long version = 1;

    Filled(int pageBytes, int pages) {
      this.arena = new Arena(pageBytes, pages);
    }

    void add(int keyBytes, int valueBytes) {
      ByteString value = valueBytes == NO_VALUE ? null : bytes(valueBytes, count);
      int length = Math.max(0, valueBytes);
      while (!arena.fits(keyBytes, length, Arena.NO_SOURCE_VERSION, Policy.NONE)) {
        int oldest = entries.remove();
        keys.remove(oldest);
        arena.remove(oldest);
      }
      ByteString key = bytes(keyBytes, count);
      count++;
      int entry =
          arena.add(GROUP, key.hashCode(), key, value, Arena.NO_SOURCE_VERSION, TAG, version++);
      assertThat(entry).as("entry %s of %s bytes", count, valueBytes).isNotEqualTo(Policy.NONE);
      entries.add(entry);
      keys.put(entry, key);
    }

    void replaceOldest(int keyBytes, int valueBytes) {
      int oldest = entries.remove();
      keys.remove(oldest);
      arena.remove(oldest);
      add(keyBytes, valueBytes);
    }

    void check() {
      arena.checkIntegrity();
      keys.forEach(
          (entry, key) -> assertThat(arena.find(GROUP, key.hashCode(), key)).isEqualTo(entry));
      assertThat(arena.size()).isEqualTo(keys.size());
    }
  }

  /** Bytes that begin with a number. */
  private static ByteString bytes(int length, int number) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < Math.min(length, 4); i++) {
      bytes[i] = (byte) (number >>> (8 * i));
    }
    return ByteString.copyFrom(bytes);
  }
}
