package io.cashew.node.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.hash.Hashing;
import com.google.protobuf.ByteString;
import io.cashew.group.PolicySettings;
import io.cashew.time.Ticker;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Threads that store, read, drop, flush, switch policies, change limits and close groups all at
 * once, in so little memory that pages are always short and long values are moved while they are
 * read. Every value tells its key and carries a checksum.
 */
final class StoreTortureTest {
  private static final int THREADS = 4;
  private static final int OPERATIONS = 40_000;
  private static final int GROUPS = 3;
  private static final int KEYS = 40;
  private static final int KEY_AT = Long.BYTES;
  private static final int READ_OUTSIDE = 64 << 10; // of the lock, while their pages are pinned
  private static final int BODY_AT = KEY_AT + Integer.BYTES;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void read_underEverythingAtOnce_returnsOnlyWhatWasStoredForTheKey(int seed) throws Exception {
    MemoryPlan plan = new MemoryPlan(seed % 2 + 1, 32, 16 << 10);
    Run run = new Run(new Stores(plan, Ticker.system(), 1));
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    List<Callable<Void>> work = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      Random random = new Random(seed * 100L + i);
      work.add(() -> run.go(random));
    }

    List<Future<Void>> done = threads.invokeAll(work, 60, TimeUnit.SECONDS);

    threads.shutdownNow();
    for (Future<Void> each : done) {
      each.get();
    }
    run.stores.checkIntegrity();
    run.closeAll();
    while (run.stores.reclaim(Stores.MAX_RECLAIM)) {
      // until all is gone
    }
    run.stores.checkIntegrity();
    assertThat(run.stores.statistics().live()).isZero();
  }

  /** What the threads share. */
  private static final class Run {
    private final Stores stores;
    private final AtomicReferenceArray<Store> groups = new AtomicReferenceArray<>(GROUPS);

    Run(Stores stores) {
      this.stores = stores;
      for (int group = 0; group < GROUPS; group++) {
        groups.set(group, stores.open("group " + group, settings(new Random(group))));
      }
    }

    Void go(Random random) {
      Reading reading = new Reading();
      long[][] versions = new long[GROUPS][KEYS];
      Store[] known = new Store[GROUPS];
      for (int i = 0; i < OPERATIONS; i++) {
        int group = random.nextInt(GROUPS);
        Store store = groups.get(group);
        if (known[group] != store) {
          known[group] = store;
          versions[group] = new long[KEYS]; // in another group versions begin anew
        }
        step(random, group, store, random.nextInt(KEYS), versions[group], reading);
      }
      return null;
    }

    private void step(
        Random random, int group, Store store, int number, long[] versions, Reading reading) {
      ByteString key = key(group, number);
      long hash = StoreFixture.hash(key);
      int choice = random.nextInt(1_000);
      if (choice < 500) {
        if (store.read(hash, key, 1, reading)) {
          check(reading, key);
          see(versions, number, reading.version());
        }
      } else if (choice < 900) {
        Content content = choice < 530 ? Content.ABSENT : value(key, random);
        Duration ttl = Duration.ofNanos(random.nextInt(4) * 300_000L);
        long version = store.store(hash, key, content, random.nextInt(300), ttl);
        if (version != Store.NOT_KEPT) {
          see(versions, number, version);
        }
      } else if (choice < 940) {
        store.remove(hash, key, 1);
      } else if (choice < 970) {
        store.touch(hash, key, 1, Duration.ofMillis(random.nextInt(3)));
      } else if (choice < 994) {
        stores.reclaim(1 + random.nextInt(50));
      } else if (choice < 996) {
        store.flush();
      } else {
        rareStep(random, group, store, choice);
      }
      if (store.statistics().bytes() > 1 << 20) {
        throw new AssertionError("more than any limit: " + store.statistics());
      }
    }

    private void rareStep(Random random, int group, Store store, int choice) {
      synchronized (groups) { // for whoever configures, there is one thread that does
        if (groups.get(group) != store) {
          return;
        }
        if (choice < 999 || random.nextInt(4) > 0) {
          stores.configure(store, settings(random));
        } else {
          stores.close(store);
          groups.set(group, stores.open("group " + group, settings(random)));
        }
      }
    }

    void closeAll() {
      for (int group = 0; group < GROUPS; group++) {
        stores.close(groups.get(group));
      }
    }
  }

  private static StoreSettings settings(Random random) {
    PolicySettings.Name[] names = PolicySettings.Name.values();
    long max = (60L << 10) + random.nextInt(400 << 10);
    return new StoreSettings(
        random.nextInt(1 + (int) max / 2),
        max,
        PolicySettings.of(names[random.nextInt(names.length)]));
  }

  private static ByteString key(int group, int number) {
    return StoreFixture.key("%s/%s/%s".formatted(group, number, "k".repeat(number)));
  }

  /** A checksum of the rest, the key's hash, and a number of random bytes, some of them many. */
  private static Content value(ByteString key, Random random) {
    int choice = random.nextInt(100);
    int body =
        choice < 60
            ? random.nextInt(200)
            : choice < 92 ? random.nextInt(9_000) : READ_OUTSIDE + random.nextInt(9_000);
    byte[] bytes = new byte[BODY_AT + body];
    random.nextBytes(bytes);
    ByteBuffer value = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    value.putInt(KEY_AT, key.hashCode());
    value.putLong(0, checksum(bytes, bytes.length));
    return new Content.Value(ByteString.copyFrom(bytes));
  }

  private static void check(Reading reading, ByteString key) {
    if (reading.isAbsent()) {
      return;
    }
    ByteBuffer value = ByteBuffer.wrap(reading.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    if (value.getLong(0) != checksum(reading.bytes(), reading.length())) {
      throw new AssertionError("a value of %s bytes is broken".formatted(reading.length()));
    }
    if (value.getInt(KEY_AT) != key.hashCode()) {
      throw new AssertionError("a value is of another key");
    }
  }

  private static long checksum(byte[] bytes, int length) {
    return Hashing.farmHashFingerprint64().hashBytes(bytes, KEY_AT, length - KEY_AT).asLong();
  }

  private static void see(long[] versions, int key, long version) {
    if (version < versions[key]) {
      throw new AssertionError("version %s after %s".formatted(version, versions[key]));
    }
    versions[key] = version;
  }
}
