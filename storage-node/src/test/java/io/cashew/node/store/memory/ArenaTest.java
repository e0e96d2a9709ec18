package io.cashew.node.store.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.google.protobuf.ByteString;
import io.cashew.node.store.policy.Policy;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
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
      while (!arena.fits(keyBytes, length, Policy.NONE)) {
        int oldest = entries.remove();
        keys.remove(oldest);
        arena.remove(oldest);
      }
      ByteString key = bytes(keyBytes, count);
      count++;
      int entry = arena.add(GROUP, key.hashCode(), key, value, TAG, version++);
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
