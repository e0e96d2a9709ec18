package io.cashew.node.store;

import static io.cashew.node.store.StoreFixture.hash;
import static io.cashew.node.store.StoreFixture.key;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.cashew.time.FakeTime;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A shard and a slow, plain model of it are told the same and must answer the same. */
final class StoreModelTest {
  private static final int OPERATIONS = 100_000;
  private static final long CAPACITY = 16 << 10;

  private final FakeTime time = new FakeTime();
  private final Shard shard = new Shard(CAPACITY, time);
  private final Model model = new Model();

  @ParameterizedTest
  @ValueSource(longs = {1, 20261121})
  void shard_afterEveryOperation_agreesWithModel(long seed) {
    Random random = new Random(seed);
    long epoch = 1;
    for (int i = 0; i < OPERATIONS; i++) {
      time.advance(Duration.ofNanos(1 + random.nextInt(100)));
      epoch += random.nextInt(2_000) == 0 ? 1 : 0;
      ByteString key = key("key " + (int) Math.abs(random.nextGaussian() * 40));

      step(random, key, epoch);

      StoreStatistics statistics = shard.statistics();
      assertThat(statistics.bytes()).as("bytes after operation %s", i).isEqualTo(model.bytes());
      assertThat(statistics.entries()).isEqualTo(model.size());
      assertThat(statistics.bytes()).isLessThanOrEqualTo(CAPACITY);
      if (i % 100 == 0) {
        shard.checkIntegrity();
      }
    }
    shard.checkIntegrity();
    assertThat(shard.statistics().removals().values()).doesNotContain(0L); // all paths were taken
    assertThat(shard.statistics().oversize()).isPositive();
  }

  private void step(Random random, ByteString key, long epoch) {
    int choice = random.nextInt(100);
    if (choice < 50) {
      assertThat(shard.lookup(hash(key), key, epoch)).isEqualTo(model.lookup(key, epoch));
    } else if (choice < 85) {
      Content content = content(random);
      long ttl = ttl(random);
      assertThat(shard.store(hash(key), key, content, epoch, ttl))
          .isEqualTo(model.store(key, content, epoch, ttl));
    } else if (choice < 92) {
      assertThat(shard.remove(hash(key), key, epoch)).isEqualTo(model.remove(key, epoch));
    } else if (choice < 99) {
      long ttl = ttl(random);
      assertThat(shard.touch(hash(key), key, epoch, ttl)).isEqualTo(model.touch(key, epoch, ttl));
    } else {
      int limit = 1 + random.nextInt(5);
      assertThat(shard.reclaimExpired(limit)).isEqualTo(model.reclaimExpired(limit));
    }
  }

  private static Content content(Random random) {
    int choice = random.nextInt(100);
    if (choice < 10) {
      return Content.ABSENT;
    }
    int size = choice < 11 ? (int) CAPACITY : choice < 15 ? 13 << 10 : random.nextInt(600);
    return new Content.Value(ByteString.copyFrom(new byte[size]));
  }

  /** No two entries expire at once, so that their order is certain. */
  private long ttl(Random random) {
    if (random.nextInt(3) == 0) {
      return 0;
    }
    long ttl = random.nextLong(1, 10_000);
    while (model.hasExpiry(time.nanos() + ttl)) {
      ttl++;
    }
    return ttl;
  }

  /** Two maps from least to most recently used; everything is found by walking through them. */
  private final class Model {
    private final Map<ByteString, Kept> probation = new LinkedHashMap<>();
    private final Map<ByteString, Kept> protectedOnes = new LinkedHashMap<>();
    private long versions;

    Lookup lookup(ByteString key, long since) {
      return live(key, since)
          .map(
              kept -> {
                use(key, kept);
                return (Lookup)
                    new Lookup.Hit(
                        kept.content,
                        kept.version,
                        time.nanos() - kept.storedAt,
                        kept.ttl == 0 ? 0 : kept.expiry() - time.nanos());
              })
          .orElse(Lookup.MISS);
    }

    long store(ByteString key, Content content, long tag, long ttl) {
      boolean usedBefore = find(key).filter(kept -> !kept.isExpired(time.nanos())).isPresent();
      drop(key);
      long weight = weight(key, content);
      if (weight > CAPACITY) {
        return 0;
      }
      while (bytes() + weight > CAPACITY) {
        drop(
            firstExpired()
                .orElseGet(
                    () ->
                        (probation.isEmpty() ? protectedOnes : probation)
                            .keySet()
                            .iterator()
                            .next()));
      }
      Kept kept = new Kept(content, tag, ++versions, time.nanos(), time.nanos(), ttl);
      probation.put(key, kept);
      if (usedBefore) {
        use(key, kept);
      }
      return kept.version;
    }

    boolean remove(ByteString key, long since) {
      boolean existed = live(key, since).isPresent();
      drop(key);
      return existed;
    }

    boolean touch(ByteString key, long since, long ttl) {
      Optional<Kept> kept = live(key, since);
      kept.ifPresent(
          old ->
              use(
                  key,
                  new Kept(old.content, old.tag, old.version, old.storedAt, time.nanos(), ttl)));
      return kept.isPresent();
    }

    int reclaimExpired(int limit) {
      int dropped = 0;
      while (dropped < limit && firstExpired().isPresent()) {
        drop(firstExpired().orElseThrow());
        dropped++;
      }
      return dropped;
    }

    long bytes() {
      return bytes(probation) + bytes(protectedOnes);
    }

    int size() {
      return probation.size() + protectedOnes.size();
    }

    boolean hasExpiry(long at) {
      return all().anyMatch(entry -> entry.getValue().ttl != 0 && entry.getValue().expiry() == at);
    }

    private void use(ByteString key, Kept kept) {
      drop(key);
      long limit = CAPACITY / 100 * 80;
      if (weight(key, kept.content) > limit) {
        probation.put(key, kept);
        return;
      }
      protectedOnes.put(key, kept);
      while (bytes(protectedOnes) > limit) {
        ByteString oldest = protectedOnes.keySet().iterator().next();
        probation.put(oldest, protectedOnes.remove(oldest));
      }
    }

    private Optional<Kept> live(ByteString key, long since) {
      Optional<Kept> live =
          find(key).filter(kept -> !kept.isExpired(time.nanos()) && kept.tag >= since);
      if (live.isEmpty()) {
        drop(key);
      }
      return live;
    }

    private Optional<Kept> find(ByteString key) {
      return Optional.ofNullable(probation.getOrDefault(key, protectedOnes.get(key)));
    }

    private Optional<ByteString> firstExpired() {
      return all()
          .filter(entry -> entry.getValue().isExpired(time.nanos()))
          .min(Comparator.comparing(entry -> entry.getValue().expiry()))
          .map(Map.Entry::getKey);
    }

    private void drop(ByteString key) {
      probation.remove(key);
      protectedOnes.remove(key);
    }

    private Stream<Map.Entry<ByteString, Kept>> all() {
      return Stream.concat(probation.entrySet().stream(), protectedOnes.entrySet().stream());
    }

    private static long bytes(Map<ByteString, Kept> entries) {
      long bytes = 0;
      for (Map.Entry<ByteString, Kept> entry : entries.entrySet()) {
        bytes += weight(entry.getKey(), entry.getValue().content);
      }
      return bytes;
    }

    private static long weight(ByteString key, Content content) {
      return (long) Entry.OVERHEAD_BYTES + key.size() + content.size();
    }
  }

  private record Kept(
      Content content, long tag, long version, long storedAt, long touchedAt, long ttl) {
    long expiry() {
      return touchedAt + ttl;
    }

    boolean isExpired(long now) {
      return ttl != 0 && now >= expiry();
    }
  }
}
