package io.cashew.node.store;

import static io.cashew.node.store.StoreFixture.EPOCH;
import static io.cashew.node.store.StoreFixture.FOR_EVER;
import static io.cashew.node.store.StoreFixture.filling;
import static io.cashew.node.store.StoreFixture.hash;
import static io.cashew.node.store.StoreFixture.key;
import static io.cashew.node.store.StoreFixture.upTo;
import static io.cashew.node.store.StoreFixture.value;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Splitter;
import com.google.protobuf.ByteString;
import io.cashew.group.PolicySettings;
import io.cashew.time.FakeTime;
import java.time.Duration;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What is true of a store whatever its policy, and what of one policy. */
final class StorePolicyTest {
  private static final Duration TTL = Duration.ofSeconds(1);
  private static final long WEIGHT = 100;
  private static final int FULL = 50;

  private final FakeTime time = new FakeTime();
  private final Stores stores = StoreFixture.stores(time);

  @AfterEach
  void storesAreSound() {
    stores.checkIntegrity();
  }

  /** {@code +A} stores, {@code ?A} reads; all entries weigh the same. */
  @ParameterizedTest(name = "{0}, {1} entries: {2}")
  @CsvSource({
    "fifo,  3, +A +B +C ?A +D, B C D",
    "fifo,  3, +A +B +C +A +D, B C D",
    "lru,   3, +A +B +C ?A +D, A C D",
    "lfu,   3, +A +B +C ?A ?A ?B +D, A B D",
    "lfu,   3, +A +B +C ?B ?A ?C +D +E, A C E",
    "lru-k, 2, +A +B ?A +C +D ?C ?A ?D, A D",
    "lru-k, 2, +A ?A +B ?B ?B ?A +C ?C +D, C D",
    "2q,    4, +A +B +C +D ?A ?A +E, B C D E",
    "2q,    4, +A +B +C +D +E +A +F +G +H, A F G H"
  })
  void entries_thatRemain_areTheTextbooks(
      String policy, int entries, String operations, String remain) {
    PolicySettings settings = PolicySettings.parse(policy);
    Store store = stores.open("g", new StoreSettings(0, entries * WEIGHT, settings));

    for (String operation : Splitter.on(' ').split(operations)) {
      ByteString key = key(operation.substring(1));
      if (operation.startsWith("+")) {
        put(store, key);
      } else {
        Lookup unused = store.lookup(hash(key), key, EPOCH);
      }
    }

    assertThat(
            Stream.of("A", "B", "C", "D", "E", "F", "G", "H")
                .filter(name -> isThere(store, key(name)))
                .collect(Collectors.joining(" ")))
        .isEqualTo(remain);
  }

  @ParameterizedTest
  @EnumSource
  void store_ofSameSizeAtFullCapacity_evictsNothing(PolicySettings.Name policy) {
    Store store = full(policy);

    IntStream.range(0, FULL).forEach(i -> put(store, name(i)));

    StoreStatistics statistics = store.statistics();
    assertThat(statistics.entries()).isEqualTo(FULL);
    assertThat(statistics.bytes()).isEqualTo(FULL * WEIGHT);
    assertThat(statistics.removed(Removal.SIZE)).isZero();
    assertThat(statistics.removed(Removal.REPLACED)).isEqualTo(FULL);
  }

  @ParameterizedTest
  @EnumSource
  void store_ofWhatIsLargerThanTheGroup_isCountedAndEvictsNothing(PolicySettings.Name policy) {
    Store store = full(policy);
    ByteString large = key("large");

    long version =
        store.store(hash(large), large, filling(large, FULL * WEIGHT + 4), EPOCH, FOR_EVER);

    assertThat(version).isEqualTo(Store.NOT_KEPT);
    assertThat(store.statistics().oversize()).isOne();
    assertThat(store.statistics().entries()).isEqualTo(FULL);
    assertThat(store.statistics().removed(Removal.SIZE)).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void bytes_after100000RandomOperations_areTheSumOverAllEntries(PolicySettings.Name policy) {
    long max = 20_000;
    Store store = stores.open("g", upTo(max, policy));
    Random random = new Random(20_261_121);
    long most = 0;
    for (int i = 0; i < 100_000; i++) {
      ByteString key = name(random.nextInt(300));
      int choice = random.nextInt(10);
      if (choice < 5) {
        Content content = filling(key, 60 + 4L * random.nextInt(60));
        store.store(hash(key), key, content, EPOCH, FOR_EVER);
      } else if (choice < 9) {
        Lookup unused = store.lookup(hash(key), key, EPOCH);
      } else {
        store.remove(hash(key), key, EPOCH);
      }
      most = Math.max(most, i % 16 == 0 ? store.statistics().bytes() : 0);
    }

    long sum =
        IntStream.range(0, 300)
            .mapToLong(i -> store.inspect(hash(name(i)), name(i)).map(Inspection::bytes).orElse(0L))
            .sum();
    assertThat(store.statistics().bytes()).isEqualTo(sum).isPositive();
    assertThat(most).isLessThanOrEqualTo(max);
  }

  @ParameterizedTest
  @EnumSource
  void reload_afterExpiry_isKept(PolicySettings.Name policy) {
    Store store = stores.open("g", upTo(FULL * WEIGHT, policy));
    ByteString key = key("A");
    store.store(hash(key), key, value("1"), EPOCH, TTL);
    time.advance(Duration.ofMillis(900));
    boolean before = isThere(store, key);
    time.advance(Duration.ofMillis(200));
    boolean after = isThere(store, key);

    store.store(hash(key), key, value("2"), EPOCH, TTL);

    time.advance(Duration.ofMillis(900));
    assertThat(before).isTrue();
    assertThat(after).isFalse();
    assertThat(isThere(store, key)).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void reclaim_of100000UntouchedEntries_givesTheirMemoryBack(PolicySettings.Name policy) {
    Store store = stores.open("g", upTo(14 << 20, policy));
    for (int i = 0; i < 100_000; i++) {
      ByteString key = name(i);
      store.store(hash(key), key, value("x"), EPOCH, TTL);
    }
    time.advance(TTL);

    reclaimAll();

    assertThat(store.statistics().bytes()).isZero();
    assertThat(store.statistics().removed(Removal.EXPIRED)).isEqualTo(100_000);
    assertThat(stores.statistics().live()).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void removals_areCountedByTheirCause(PolicySettings.Name policy) {
    Store store = full(policy);

    put(store, name(FULL)); // for which one has to go
    Stream.of(0, 1, 2, 3, 4, 5).forEach(i -> put(store, name(i))); // is there now for certain
    long size = store.statistics().removed(Removal.SIZE);
    long replaced = store.statistics().removed(Removal.REPLACED);
    store.remove(hash(name(1)), name(1), EPOCH);
    store.handOver(hash(name(2)), name(2));
    Lookup fenced = store.lookup(hash(name(3)), name(3), EPOCH + 1);
    store.touch(hash(name(4)), name(4), EPOCH, TTL);
    time.advance(TTL);
    reclaimAll();
    store.flush();
    reclaimAll();

    StoreStatistics statistics = store.statistics();
    assertThat(fenced).isEqualTo(Lookup.MISS);
    assertThat(size).isPositive();
    assertThat(size + replaced).isEqualTo(7);
    assertThat(statistics.removed(Removal.DELETED)).isOne();
    assertThat(statistics.removed(Removal.HANDED_OVER)).isOne();
    assertThat(statistics.removed(Removal.FENCED)).isOne();
    assertThat(statistics.removed(Removal.EXPIRED)).isOne();
    assertThat(statistics.removed(Removal.FLUSHED)).isEqualTo(FULL - 4);
    assertThat(statistics.entries()).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void inspect_ofAnEntry_tellsWhatItIsAndWhereItStands(PolicySettings.Name policy) {
    Store store = stores.open("g", upTo(FULL * WEIGHT, policy));
    ByteString key = key("A");
    long version = store.store(hash(key), key, value("12345"), EPOCH, TTL);
    time.advance(Duration.ofMillis(300));

    Inspection found = store.inspect(hash(key), key).orElseThrow();

    assertThat(found.shard()).isZero();
    assertThat(found.bytes()).isEqualTo(store.statistics().bytes());
    assertThat(found.valueBytes()).isEqualTo(5);
    assertThat(found.absent()).isFalse();
    assertThat(found.tag()).isEqualTo(EPOCH);
    assertThat(found.version()).isEqualTo(version);
    assertThat(found.ageNanos()).isEqualTo(300_000_000);
    assertThat(found.ttlLeftNanos()).isEqualTo(700_000_000);
    assertThat(found.list()).isNotBlank();
    assertThat(store.statistics().hits() + store.statistics().misses()).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void configure_toThisPolicy_keepsEntries(PolicySettings.Name policy) {
    Store store = full(PolicySettings.Name.FIFO);

    stores.configure(store, upTo(FULL * WEIGHT, policy));

    boolean before = IntStream.range(0, FULL).allMatch(i -> isThere(store, name(i)));
    reclaimAll();
    assertThat(before).isTrue();
    assertThat(IntStream.range(0, FULL).allMatch(i -> isThere(store, name(i)))).isTrue();
    assertThat(store.statistics().removed(Removal.SIZE)).isZero();
  }

  private Store full(PolicySettings.Name policy) {
    Store store = stores.open("g", upTo(FULL * WEIGHT, policy));
    IntStream.range(0, FULL).forEach(i -> put(store, name(i)));
    return store;
  }

  private void reclaimAll() {
    while (stores.reclaim(Stores.MAX_RECLAIM)) {
      // until there is no more
    }
  }

  private static boolean isThere(Store store, ByteString key) {
    return store.peek(hash(key), key, EPOCH) instanceof Lookup.Hit;
  }

  private static void put(Store store, ByteString key) {
    store.store(hash(key), key, filling(key, WEIGHT), EPOCH, FOR_EVER);
  }

  private static ByteString name(int number) {
    return key("key %06d".formatted(number));
  }
}
