package io.cashew.node.store.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Splitter;
import io.cashew.group.PolicySettings;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What remains after a few operations: {@code +A} stores, {@code ?A} reads. Every entry weighs 2.
 */
final class EvictionOrderTest {
  private static final long WEIGHT = 2;

  @ParameterizedTest(name = "{0}, {1} entries: {2}")
  @CsvSource({
    "fifo,       3, +A +B +C ?A +D, B C D",
    "fifo,       3, +A +B +C +A +D, B C D",
    "lru,        3, +A +B +C ?A +D, A C D",
    "lru,        3, +A +B +C +A +D, A C D",
    "sieve,      3, +A +B +C ?A +D, A C D",
    "sieve,      3, +A +B +C ?A +D +E, A D E", // the hand goes on where it was
    "sieve,      3, +A +B +C ?A ?B ?C +D, B C D", // all were used: the oldest goes
    "slru-plain, 5, +A +B +C +D +E ?A +F +G +H +I, A F G H I",
    "slru-plain:protected=40, 5, +A +B +C +D +E ?A ?B ?C +F +G, A B C F G",
    "slru-plain:protected=40, 5, +A +B +C +D +E ?A ?B ?C +F +G +H, B C F G H",
    "lfu,        3, +A +B +C ?A ?A ?B +D, A B D",
    "lfu,        3, +A +B +C ?B ?A ?C +D +E, A C E",
    // O'Neil: fewer than two uses go first, in LRU order; then by the second last use
    "lru-k,      2, +A +B ?A +C +D ?C ?A ?D, A D",
    "lru-k,      2, +A ?A +B ?B ?A +C, B C",
    "lru-k,      2, +A ?A +B ?B ?B ?A +C ?C +D, C D", // of A and B the older second last use is A's
    "lru-k,      2, +A +B +C +A +D, A D", // A's first use is remembered: it has two
    "lru-k:k=3,  2, +A ?A ?A +B ?B +C, A C",
    "lru-k:k=3,  2, +A ?A +B ?B ?A +C, A C",
    // Johnson and Shasha: a hit in A1in does not promote; a ghost in A1out does
    "2q,         4, +A +B +C +D ?A ?A +E, B C D E",
    "2q,         4, +A +B +C +D +E +A +F +G +H, A F G H",
    "2q,         4, +A +B +C +D +E +F +G +A +H, A F G H"
  })
  void entries_thatRemain_areTheTextbooks(
      String policy, int capacity, String operations, String remain) {
    Cache cache = new Cache(policy, capacity);

    Splitter.on(' ').split(operations).forEach(cache::run);

    assertThat(String.join(" ", cache.handles.keySet())).isEqualTo(remain);
    cache.policy.checkIntegrity();
  }

  /** Makes room before it admits, as a shard does. */
  private static final class Cache {
    private final SparseEntries entries = new SparseEntries(11);
    private final Map<String, Integer> handles = new TreeMap<>();
    private final long capacity;
    private final Policy policy;

    Cache(String policy, int capacity) {
      this.capacity = capacity * WEIGHT;
      this.policy = new Policies(PolicySettings.parse(policy)).create(entries, this.capacity);
    }

    void run(String operation) {
      String key = operation.substring(1);
      Integer handle = handles.get(key);
      if (handle != null) {
        policy.touched(handle);
      } else if (operation.charAt(0) == '+') {
        store(key);
      }
    }

    private void store(String key) {
      while (policy.weight() + WEIGHT > capacity) {
        int victim = policy.victim();
        handles.values().remove(victim);
        entries.remove(victim);
      }
      int handle = entries.add(key.charAt(0), WEIGHT);
      handles.put(key, handle);
      policy.admitted(handle);
    }
  }
}
