package io.cashew.node.store;

import static io.cashew.node.store.StoreFixture.EPOCH;
import static io.cashew.node.store.StoreFixture.hash;
import static io.cashew.node.store.StoreFixture.key;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.cashew.group.PolicySettings;
import io.cashew.time.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class StoreConcurrencyTest {
  private static final int THREADS = 4;
  private static final int OPERATIONS = 50_000;
  private static final long BUDGET = 256 << 10;

  private final Stores stores = new Stores(new MemoryPlan(4, 16, 8 << 10), Ticker.system(), 1);
  private final Store store = stores.open("g", StoreFixture.upTo(BUDGET, PolicySettings.Name.LRU));

  @Test
  void store_usedByManyThreads_staysSoundAndServesEachKeyItsOwnValues() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    List<Callable<Void>> work = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      int seed = i;
      work.add(() -> useAtRandom(new Random(seed)));
    }

    List<Future<Void>> done = threads.invokeAll(work, 60, TimeUnit.SECONDS);

    threads.shutdown();
    for (Future<Void> each : done) {
      each.get();
    }
    stores.checkIntegrity();
    assertThat(store.statistics().bytes()).isLessThanOrEqualTo(BUDGET);
  }

  private Void useAtRandom(Random random) {
    Map<ByteString, Long> versions = new HashMap<>();
    for (int i = 0; i < OPERATIONS; i++) {
      ByteString key = key("key " + random.nextInt(2_000));
      switch (random.nextInt(8)) {
        case 0, 1, 2 -> {
          Content content = new Content.Value(key.concat(key("!".repeat(random.nextInt(1_000)))));
          Duration ttl = Duration.ofNanos(random.nextInt(3) * 1_000_000L);
          see(versions, key, store.store(hash(key), key, content, EPOCH, ttl));
        }
        case 3 -> store.remove(hash(key), key, EPOCH);
        case 4 -> store.touch(hash(key), key, EPOCH, Duration.ofMillis(1));
        case 5 -> {
          stores.reclaim(10);
          assertThat(store.statistics().bytes()).isLessThanOrEqualTo(BUDGET);
        }
        default -> {
          if (store.lookup(hash(key), key, EPOCH) instanceof Lookup.Hit hit) {
            assertThat(((Content.Value) hit.content()).bytes().startsWith(key)).isTrue();
            assertThat(hit.ageNanos()).isNotNegative();
            assertThat(hit.ttlLeftNanos()).isNotNegative();
            see(versions, key, hit.version());
          }
        }
      }
    }
    return null;
  }

  private static void see(Map<ByteString, Long> versions, ByteString key, long version) {
    Long before = versions.put(key, version);
    assertThat(version).isGreaterThanOrEqualTo(before == null ? 1 : before);
  }
}
