package io.cashew.node.store;

import static io.cashew.node.store.StoreFixture.hash;
import static io.cashew.node.store.StoreFixture.key;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.cashew.group.PolicySettings;
import io.cashew.time.FakeTime;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A store and a slow, plain model of it are told the same and must answer the same. */
final class StoreModelTest {
  private static final int OPERATIONS = 200_000;

  private final FakeTime time = new FakeTime();

  @ParameterizedTest
  @CsvSource({"1, 16384, 64", "2, 16384, 64", "3, 60000, 32", "4, 3000, 12"})
  void store_afterEveryOperation_agreesWithModel(long seed, long max, int pages) {
    Stores stores = StoreFixture.stores(pages, time);
    Store store = stores.open("g", StoreFixture.upTo(max, PolicySettings.Name.LRU));
    Model model = new Model(max);
    Random random = new Random(seed);
    long epoch = 1;
    for (int i = 0; i < OPERATIONS; i++) {
      time.advance(Duration.ofNanos(1 + random.nextInt(2_000_000)));
      epoch += random.nextInt(2_000) == 0 ? 1 : 0;
      ByteString key = key("key " + (int) Math.abs(random.nextGaussian() * 40));

      step(store, model, random, key, epoch);

      if (i % 100 == 0) {
        StoreStatistics statistics = store.statistics();
        assertThat(statistics.bytes()).as("bytes after operation %s", i).isEqualTo(model.bytes());
        assertThat(statistics.entries()).isEqualTo(model.entries.size());
        assertThat(statistics.bytes()).isLessThanOrEqualTo(max);
        stores.checkIntegrity();
      }
    }
    stores.checkIntegrity();
  }

  private void step(Store store, Model model, Random random, ByteString key, long epoch) {
    int choice = random.nextInt(100);
    if (choice < 50) {
      assertThat(found(store.lookup(hash(key), key, epoch))).isEqualTo(model.lookup(key, epoch));
    } else if (choice < 85) {
      Content content = content(random);
      Duration ttl = Duration.ofMillis(random.nextInt(3) == 0 ? 0 : random.nextInt(400));
      boolean kept = store.store(hash(key), key, content, epoch, ttl) != Store.NOT_KEPT;
      assertThat(kept).isEqualTo(model.store(key, content, epoch, ttl.toMillis()));
    } else if (choice < 92) {
      assertThat(store.remove(hash(key), key, epoch)).isEqualTo(model.remove(key, epoch));
    } else if (choice < 99) {
      Duration ttl = Duration.ofMillis(random.nextInt(3) == 0 ? 0 : random.nextInt(400));
      assertThat(store.touch(hash(key), key, epoch, ttl))
          .isEqualTo(model.touch(key, epoch, ttl.toMillis()));
    } else {
      store.statistics();
    }
  }

  private static Optional<Content> found(Lookup lookup) {
    return lookup instanceof Lookup.Hit hit ? Optional.of(hit.content()) : Optional.empty();
  }

  private static Content content(Random random) {
    int choice = random.nextInt(100);
    if (choice < 10) {
      return Content.ABSENT;
    }
    byte[] value = new byte[choice < 15 ? random.nextInt(20_000) : random.nextInt(600)];
    random.nextBytes(value);
    return new Content.Value(ByteString.copyFrom(value));
  }

  private final class Model {
    private final Map<ByteString, Kept> entries = new LinkedHashMap<>(16, 0.75f, true);
    private final long max;

    Model(long max) {
      this.max = max;
    }

    Optional<Content> lookup(ByteString key, long since) {
      return live(key, since).map(Kept::content);
    }

    boolean store(ByteString key, Content content, long tag, long ttl) {
      live(key, Long.MIN_VALUE);
      entries.remove(key);
      long weight = weight(key, content);
      if (weight > max) {
        return false;
      }
      Iterator<Map.Entry<ByteString, Kept>> oldest = entries.entrySet().iterator();
      while (bytes() + weight > max) {
        oldest.next();
        oldest.remove();
      }
      entries.put(key, new Kept(content, tag, ttl == 0 ? Long.MAX_VALUE : millis() + ttl));
      return true;
    }

    boolean remove(ByteString key, long since) {
      boolean existed = live(key, since).isPresent();
      entries.remove(key);
      return existed;
    }

    boolean touch(ByteString key, long since, long ttl) {
      Optional<Kept> kept = live(key, since);
      kept.ifPresent(
          old ->
              entries.put(
                  key, new Kept(old.content, old.tag, ttl == 0 ? Long.MAX_VALUE : millis() + ttl)));
      return kept.isPresent();
    }

    long bytes() {
      return entries.entrySet().stream()
          .mapToLong(entry -> weight(entry.getKey(), entry.getValue().content))
          .sum();
    }

    private long millis() {
      return (time.nanos() - start) / 1_000_000;
    }

    private final long start = time.nanos();

    private Optional<Kept> live(ByteString key, long since) {
      Kept kept = entries.get(key);
      if (kept == null) {
        return Optional.empty();
      }
      if (kept.expiry <= millis() || kept.tag < since) {
        entries.remove(key);
        return Optional.empty();
      }
      return Optional.of(kept);
    }

    private static long weight(ByteString key, Content content) {
      int value = content.size();
      int inline = StoreFixture.PAGE_BYTES / 16;
      if (value <= inline) {
        return pad(16 + key.size() + value) + 28;
      }
      long weight = pad(16 + key.size() + 4) + 28;
      for (int rest = value; rest > 0; rest -= inline) {
        weight += pad(16 + Math.min(rest, inline)) + 24;
      }
      return weight;
    }

    private static long pad(long bytes) {
      return (bytes + 3) / 4 * 4;
    }
  }

  private record Kept(Content content, long tag, long expiry) {}
}
