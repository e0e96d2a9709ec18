package io.cashew.node.store;

import static io.cashew.node.store.StoreFixture.ENTRY_BYTES;
import static io.cashew.node.store.StoreFixture.EPOCH;
import static io.cashew.node.store.StoreFixture.FOR_EVER;
import static io.cashew.node.store.StoreFixture.filling;
import static io.cashew.node.store.StoreFixture.hash;
import static io.cashew.node.store.StoreFixture.key;
import static io.cashew.node.store.StoreFixture.upTo;
import static io.cashew.node.store.StoreFixture.value;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.common.collect.ImmutableMap;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.cashew.group.PolicySettings;
import io.cashew.time.FakeTime;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class StoreTest {
  private static final StoreSettings UP_TO_64_KIB = upTo(64 << 10, PolicySettings.Name.LRU);
  private static final Duration TTL = Duration.ofSeconds(1);
  private static final ByteString A = key("a");
  private static final ByteString B = key("b");

  private final FakeTime time = new FakeTime();
  private final Stores stores = StoreFixture.stores(time);
  private final Store store = stores.open("g", UP_TO_64_KIB);

  @AfterEach
  void storeIsSound() {
    stores.checkIntegrity();
  }

  @Test
  void known_afterTheEndOfAnEntryThatStays_findsItAsStale() {
    stores.configure(store, keepingStale(Duration.ofSeconds(3)));
    long version = store.store(hash(A), A, value("v"), EPOCH, TTL);

    time.advance(TTL.plusSeconds(2));

    assertThat(store.lookup(hash(A), A, EPOCH)).isEqualTo(Lookup.MISS);
    assertThat(store.peek(hash(A), A, EPOCH)).isEqualTo(Lookup.MISS);
    assertThat(store.inspect(hash(A), A)).isEmpty();
    assertThat(store.known(hash(A), A, EPOCH))
        .isEqualTo(
            new Lookup.Stale(
                value("v"),
                version,
                TTL.plusSeconds(2).toNanos(),
                Duration.ofSeconds(2).toNanos()));
  }

  @Test
  void known_ofAFormerTerm_isAMiss() {
    stores.configure(store, keepingStale(Duration.ofSeconds(3)));
    long unused = store.store(hash(A), A, value("v"), EPOCH, TTL);

    time.advance(TTL);

    assertThat(store.known(hash(A), A, EPOCH + 1)).isEqualTo(Lookup.MISS);
    assertThat(store.statistics().removed(Removal.FENCED)).isEqualTo(1);
  }

  @Test
  void reclaim_givesBackWhatIsStaleWhenItIsGone() {
    stores.configure(store, keepingStale(Duration.ofSeconds(3)));
    long unused = store.store(hash(A), A, value("v"), EPOCH, TTL);
    long unusedToo = store.store(hash(B), B, Content.ABSENT, EPOCH, TTL);

    time.advance(TTL);
    reclaim();
    assertThat(store.statistics().entries()).isEqualTo(1); // the absence is not kept
    time.advance(Duration.ofMillis(2_999));
    reclaim();
    assertThat(store.statistics().entries()).isEqualTo(1);
    time.advance(Duration.ofMillis(1));
    reclaim();

    assertThat(store.statistics().entries()).isZero();
    assertThat(store.statistics().removed(Removal.EXPIRED)).isEqualTo(2);
  }

  @Test
  void reclaim_afterEntriesNeedNotStay_givesThemBack() {
    stores.configure(store, keepingStale(Duration.ofDays(7)));
    long unused = store.store(hash(A), A, value("v"), EPOCH, TTL);
    time.advance(Duration.ofDays(6));
    reclaim();
    assertThat(store.known(hash(A), A, EPOCH)).isInstanceOf(Lookup.Stale.class);

    stores.configure(store, UP_TO_64_KIB);
    stores.checkIntegrity();
    reclaim();

    assertThat(store.statistics().entries()).isZero();
  }

  @Test
  void remove_ofWhatIsStale_takesItAwayAndSaysThatNothingWasThere() {
    stores.configure(store, keepingStale(Duration.ofSeconds(3)));
    long unused = store.store(hash(A), A, value("v"), EPOCH, TTL);
    time.advance(TTL);

    assertThat(store.remove(hash(A), A, EPOCH)).isFalse();

    assertThat(store.known(hash(A), A, EPOCH)).isEqualTo(Lookup.MISS);
  }

  @Test
  void aSourcesVersion_staysWithItsValueAndWeighsEightBytes() {
    ByteString bytes = ByteString.copyFromUtf8("v");
    long unused = store.store(hash(A), A, new Content.Value(bytes, Long.MAX_VALUE), EPOCH, TTL);
    long with = store.statistics().bytes();
    assertThat(store.peek(hash(A), A, EPOCH).content())
        .isEqualTo(new Content.Value(bytes, Long.MAX_VALUE));

    long unusedToo = store.store(hash(A), A, value("v"), EPOCH, TTL);

    assertThat(store.peek(hash(A), A, EPOCH).content()).isEqualTo(value("v"));
    assertThat(with - store.statistics().bytes()).isEqualTo(8);
  }

  @Test
  void aSourcesVersion_staysWithALongValue() {
    Stores small = StoreFixture.stores(64, time); // pages so small that values are cut
    Store cutting = small.open("g", UP_TO_64_KIB);
    Content content = new Content.Value(ByteString.copyFrom(new byte[5_000]), 0);

    long unused = cutting.store(hash(A), A, content, EPOCH, TTL);

    assertThat(cutting.peek(hash(A), A, EPOCH).content()).isEqualTo(content);
    small.checkIntegrity();
    long unusedToo = cutting.store(hash(A), A, Content.ABSENT, EPOCH, TTL);
    assertThat(cutting.peek(hash(A), A, EPOCH).content()).isEqualTo(Content.ABSENT);
    small.checkIntegrity();
  }

  private static StoreSettings keepingStale(Duration stale) {
    return new StoreSettings(
        0, UP_TO_64_KIB.maxBytes(), PolicySettings.of(PolicySettings.Name.LRU), stale);
  }

  private void reclaim() {
    while (stores.reclaim(Stores.MAX_RECLAIM)) {
      // there is more
    }
  }

  @Test
  void storeIfAbsent_ofAKeyThatIsNotThere_keepsIt() {
    ByteString key = key("k");

    long version =
        store.storeIfAbsent(hash(key), key, value("v"), EPOCH, EPOCH, Duration.ofMinutes(1));

    assertThat(version).isNotEqualTo(Store.NOT_KEPT);
    assertThat(store.peek(hash(key), key, EPOCH))
        .isInstanceOfSatisfying(
            Lookup.Hit.class,
            hit -> {
              assertThat(hit.content()).isEqualTo(value("v"));
              assertThat(hit.ttlLeftNanos()).isPositive();
            });
  }

  @Test
  void storeIfAbsent_ofAKeyThatIsThere_leavesIt() {
    ByteString key = key("k");
    long first = store.store(hash(key), key, value("first"), EPOCH, Duration.ofMinutes(1));

    long version =
        store.storeIfAbsent(hash(key), key, value("v"), EPOCH, EPOCH, Duration.ofMinutes(1));

    assertThat(version).isEqualTo(Store.NOT_KEPT);
    assertThat(((Lookup.Hit) store.peek(hash(key), key, EPOCH)).version()).isEqualTo(first);
  }

  @Test
  void storeIfAbsent_ofAKeyThatIsThereUnderAFormerTerm_keepsIt() {
    ByteString key = key("k");
    long unused = store.store(hash(key), key, value("old"), EPOCH, Duration.ofMinutes(1));

    long version =
        store.storeIfAbsent(
            hash(key), key, value("v"), EPOCH + 1, EPOCH + 1, Duration.ofMinutes(1));

    assertThat(version).isNotEqualTo(Store.NOT_KEPT);
    assertThat(((Lookup.Hit) store.peek(hash(key), key, EPOCH + 1)).content())
        .isEqualTo(value("v"));
  }

  @Test
  void lookup_ofUnknownKey_misses() {
    assertThat(lookup(A)).isEqualTo(Lookup.MISS);
  }

  @Test
  void lookup_ofStoredValue_tellsVersionAgeAndTimeLeft() {
    long version = store.store(hash(A), A, value("1"), EPOCH, TTL);

    time.advance(Duration.ofMillis(300));

    assertThat(lookup(A)).isEqualTo(new Lookup.Hit(value("1"), version, 300_000_000, 700_000_000));
  }

  @Test
  void lookup_ofRememberedAbsence_tellsIt() {
    store.store(hash(A), A, Content.ABSENT, EPOCH, TTL);

    assertThat(contentOf(A)).isEqualTo(Content.ABSENT);
  }

  @Test
  void lookup_ofEmptyValue_isNotAbsence() {
    put(A, value(""));

    assertThat(contentOf(A)).isEqualTo(value(""));
  }

  @Test
  void store_ofSliceOfMessage_keepsOnlyTheSlice() {
    byte[] message = "a=1".getBytes(UTF_8);
    ByteString wire = UnsafeByteOperations.unsafeWrap(message);
    store.store(
        hash(A), wire.substring(0, 1), new Content.Value(wire.substring(2)), EPOCH, FOR_EVER);

    message[0] = 'x';
    message[2] = 'x';

    assertThat(contentOf(A)).isEqualTo(value("1"));
  }

  static Stream<ByteString> keys() {
    return Stream.of(
        ByteString.copyFrom(new byte[] {0}),
        ByteString.copyFrom(new byte[] {0, (byte) 0xFF}),
        key("a b"),
        key("a/b"),
        key("../x"),
        ByteString.copyFrom(new byte[1024]));
  }

  @ParameterizedTest
  @MethodSource("keys")
  void lookup_ofAnyBytes_findsExactlyThem(ByteString key) {
    ByteString other = key.concat(ByteString.copyFrom(new byte[1]));
    put(key, value("1"));
    store.store(hash(key), other, value("2"), EPOCH, FOR_EVER);

    assertThat(contentOf(key)).isEqualTo(value("1"));
  }

  @Test
  void lookup_ofKeysThatShareTheirHash_tellsThemApart() {
    for (int i = 0; i < 100; i++) {
      store.store(1, key("{tag}" + i), value("" + i), EPOCH, FOR_EVER);
    }

    assertThat(store.lookup(1, key("{tag}42"), EPOCH))
        .isInstanceOfSatisfying(
            Lookup.Hit.class, hit -> assertThat(hit.content()).isEqualTo(value("42")));
    assertThat(store.lookup(2, key("{tag}42"), EPOCH)).isEqualTo(Lookup.MISS);
  }

  // Time to live

  @Test
  void lookup_justBeforeExpiry_hits() {
    store.store(hash(A), A, value("1"), EPOCH, TTL);

    time.advance(TTL.minusNanos(1));

    assertThat(lookup(A)).isEqualTo(new Lookup.Hit(value("1"), 1, TTL.toNanos() - 1, 1));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 1_000_000_000})
  void lookup_fromExpiryOn_misses(long nanosAfter) {
    store.store(hash(A), A, value("1"), EPOCH, TTL);

    time.advance(TTL.plusNanos(nanosAfter));

    assertThat(lookup(A)).isEqualTo(Lookup.MISS);
    assertThat(store.statistics().removed(Removal.EXPIRED)).isOne();
  }

  @Test
  void store_afterExpiry_isKept() {
    store.store(hash(A), A, value("1"), EPOCH, TTL);
    time.advance(Duration.ofMillis(1_100));

    store.store(hash(A), A, value("2"), EPOCH, TTL);

    assertThat(contentOf(A)).isEqualTo(value("2"));
    assertThat(store.statistics().removed(Removal.EXPIRED)).isOne();
    assertThat(store.statistics().removed(Removal.REPLACED)).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT0S", "PT8760000H", "PT2562047788015215H"})
  void lookup_ofEntryWithNoOrBoundlessTtl_hitsAfterAYear(Duration ttl) {
    store.store(hash(A), A, value("1"), EPOCH, ttl);

    time.advance(Duration.ofDays(365));

    assertThat(contentOf(A)).isEqualTo(value("1"));
  }

  @Test
  void lookup_withoutTtl_hasZeroLeft() {
    put(A, value("1"));

    assertThat(lookup(A)).isEqualTo(new Lookup.Hit(value("1"), 1, 0, 0));
  }

  @Test
  void expiry_whenTheClockWrapsAround_isExact() {
    long[] now = {Long.MAX_VALUE - 10};
    Stores wrappingStores = StoreFixture.stores(() -> now[0]);
    Store wrapping = wrappingStores.open("g", UP_TO_64_KIB);
    wrapping.store(hash(A), A, value("1"), EPOCH, Duration.ofMillis(20));
    wrapping.store(hash(B), B, value("1"), EPOCH, Duration.ofMillis(30));

    now[0] += 19_999_999;
    boolean foundBefore = wrapping.lookup(hash(A), A, EPOCH) instanceof Lookup.Hit;
    now[0] += 1;
    boolean more = wrappingStores.reclaim(10);

    assertThat(foundBefore).isTrue();
    assertThat(more).isFalse();
    assertThat(wrapping.statistics().removed(Removal.EXPIRED)).isOne();
    assertThat(wrapping.lookup(hash(A), A, EPOCH)).isEqualTo(Lookup.MISS);
    assertThat(wrapping.lookup(hash(B), B, EPOCH)).isInstanceOf(Lookup.Hit.class);
    wrappingStores.checkIntegrity();
  }

  @Test
  void store_withNegativeTtl_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> store.store(hash(A), A, value("1"), EPOCH, Duration.ofNanos(-1)))
        .withMessage("ttl: PT-0.000000001S (expected: not negative)");
  }

  @Test
  void reclaim_ofUntouchedEntries_givesTheirMemoryBack() {
    Stores larger = StoreFixture.stores(time);
    Store large = larger.open("g", upTo(64 << 20, PolicySettings.Name.LRU));
    for (int i = 0; i < 100_000; i++) {
      ByteString key = key("key " + i);
      large.store(hash(key), key, value("x"), EPOCH, TTL);
    }

    time.advance(TTL);
    int calls = 1;
    while (larger.reclaim(Stores.MAX_RECLAIM)) {
      calls++;
    }

    assertThat(large.statistics().entries()).isZero();
    assertThat(large.statistics().bytes()).isZero();
    assertThat(large.statistics().removed(Removal.EXPIRED)).isEqualTo(100_000);
    assertThat(larger.statistics().live()).isZero();
    assertThat(calls).isLessThan(102);
    larger.checkIntegrity();
  }

  @Test
  void reclaim_dropsNoMoreThanItsLimit() {
    store.store(hash(A), A, value("1"), EPOCH, TTL);
    store.store(hash(B), B, value("1"), EPOCH, TTL);
    time.advance(TTL.multipliedBy(2));

    boolean more = stores.reclaim(1);

    assertThat(more).isTrue();
    assertThat(store.statistics().entries()).isOne();
  }

  @Test
  void reclaim_leavesTheLiving() {
    store.store(hash(A), A, value("1"), EPOCH, TTL);
    put(B, value("1"));
    time.advance(TTL.minusNanos(1));

    boolean more = stores.reclaim(1_000);

    assertThat(more).isFalse();
    assertThat(store.statistics().entries()).isEqualTo(2);
  }

  @Test
  void reclaim_beyondWhatALockMayCover_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> stores.reclaim(1_001))
        .withMessage("limit: 1001 (expected: 1 to 1000)");
  }

  @Test
  void touch_ofLiveEntry_renewsTimeToLiveOnly() {
    store.store(hash(A), A, value("1"), EPOCH, TTL);
    time.advance(Duration.ofMillis(900));

    boolean existed = store.touch(hash(A), A, EPOCH, TTL);

    time.advance(Duration.ofMillis(900));
    assertThat(existed).isTrue();
    assertThat(lookup(A)).isEqualTo(new Lookup.Hit(value("1"), 1, 1_800_000_000, 100_000_000));
  }

  @Test
  void touch_toForEver_isNeverReclaimed() {
    store.store(hash(A), A, value("1"), EPOCH, TTL);

    store.touch(hash(A), A, EPOCH, FOR_EVER);

    time.advance(TTL.multipliedBy(2));
    assertThat(stores.reclaim(10)).isFalse();
    assertThat(contentOf(A)).isEqualTo(value("1"));
  }

  @Test
  void touch_ofExpiredFencedOrUnknownKey_findsNothing() {
    store.store(hash(A), A, value("1"), EPOCH, TTL);
    put(B, value("1"));
    time.advance(TTL);

    assertThat(store.touch(hash(A), A, EPOCH, TTL)).isFalse();
    assertThat(store.touch(hash(B), B, EPOCH + 1, TTL)).isFalse();
    assertThat(store.touch(hash(key("c")), key("c"), EPOCH, TTL)).isFalse();
  }

  // Tags

  @Test
  void lookup_sinceTheTagOrBefore_hits() {
    put(A, value("1"));

    assertThat(store.lookup(hash(A), A, EPOCH)).isInstanceOf(Lookup.Hit.class);
    assertThat(store.lookup(hash(A), A, EPOCH - 1)).isInstanceOf(Lookup.Hit.class);
  }

  @Test
  void lookup_sinceLaterThanTheTag_missesForGood() {
    put(A, value("1"));

    assertThat(store.lookup(hash(A), A, EPOCH + 1)).isEqualTo(Lookup.MISS);
    assertThat(store.lookup(hash(A), A, EPOCH)).isEqualTo(Lookup.MISS);
    assertThat(store.statistics().removed(Removal.FENCED)).isOne();
    assertThat(store.statistics().bytes()).isZero();
  }

  @Test
  void remove_ofFencedEntry_saysThereWasNone() {
    put(A, value("1"));

    boolean existed = store.remove(hash(A), A, EPOCH + 1);

    assertThat(existed).isFalse();
    assertThat(store.statistics().removed(Removal.FENCED)).isOne();
  }

  // Versions

  @Test
  void version_growsWithEveryStore_alsoAcrossRemovals() {
    long first = put(A, value("1"));
    long second = put(A, value("1"));
    store.remove(hash(A), A, EPOCH);
    long third = put(A, value("1"));

    assertThat(first).isPositive();
    assertThat(second).isGreaterThan(first);
    assertThat(third).isGreaterThan(second);
  }

  // Peeks

  @Test
  void peek_ofLiveEntry_findsItUncounted() {
    put(A, value("1"));

    Lookup found = store.peek(hash(A), A, EPOCH);

    assertThat(found).isEqualTo(new Lookup.Hit(value("1"), 1, 0, 0));
    assertThat(store.statistics().hits()).isZero();
  }

  @Test
  void peek_ofOldestEntry_leavesItTheNextToGo() {
    long half = 32 << 10;
    put(A, filling(A, half));
    put(B, filling(B, half));

    store.peek(hash(A), A, EPOCH);

    put(key("c"), filling(key("c"), half));
    assertThat(lookup(A)).isEqualTo(Lookup.MISS);
    assertThat(lookup(B)).isInstanceOf(Lookup.Hit.class);
  }

  @Test
  void peek_ofUnknownFencedOrExpiredEntry_missesUncounted() {
    put(A, value("1"));
    store.store(hash(B), B, value("1"), EPOCH, TTL);
    time.advance(TTL);

    assertThat(store.peek(hash(key("c")), key("c"), EPOCH)).isEqualTo(Lookup.MISS);
    assertThat(store.peek(hash(A), A, EPOCH + 1)).isEqualTo(Lookup.MISS);
    assertThat(store.peek(hash(B), B, EPOCH)).isEqualTo(Lookup.MISS);
    assertThat(store.statistics().misses()).isZero();
  }

  // Deletes

  @Test
  void remove_ofLiveEntry_forgetsIt() {
    put(A, value("1"));

    assertThat(store.remove(hash(A), A, EPOCH)).isTrue();
    assertThat(store.remove(hash(A), A, EPOCH)).isFalse();
    assertThat(lookup(A)).isEqualTo(Lookup.MISS);
    assertThat(store.statistics().removed(Removal.DELETED)).isOne();
  }

  // Bytes

  @Test
  void bytes_areKeyValueAndOverhead() {
    put(key("four"), value("and nine "));
    store.store(hash(A), A, Content.ABSENT, EPOCH, FOR_EVER);

    assertThat(store.statistics().bytes()).isEqualTo(16 + 4 + 2 * ENTRY_BYTES);
    assertThat(store.statistics().entries()).isEqualTo(2);
  }

  @Test
  void store_ofWhatExactlyFitsTheBudget_isKept() {
    long version = put(A, filling(A, 64 << 10));

    assertThat(version).isPositive();
    assertThat(store.statistics().bytes()).isEqualTo(64 << 10);
  }

  @Test
  void store_ofOversizeValue_keepsAndEvictsNothing() {
    put(B, value("1"));

    long version = put(A, filling(A, (64 << 10) + 4));

    assertThat(version).isEqualTo(Store.NOT_KEPT);
    assertThat(lookup(A)).isEqualTo(Lookup.MISS);
    assertThat(contentOf(B)).isEqualTo(value("1"));
    assertThat(store.statistics().oversize()).isOne();
  }

  @Test
  void store_ofOversizeValue_forgetsTheOldOne() {
    put(A, value("old"));

    put(A, filling(A, (64 << 10) + 4));

    assertThat(lookup(A)).isEqualTo(Lookup.MISS);
    assertThat(store.statistics().bytes()).isZero();
  }

  @Test
  void store_ofSameSizeAtFullCapacity_evictsNothingElse() {
    long half = 32 << 10;
    put(A, filling(A, half));
    put(B, filling(B, half));

    put(A, filling(A, half));
    put(B, filling(B, half));

    assertThat(store.statistics().entries()).isEqualTo(2);
    assertThat(store.statistics().bytes()).isEqualTo(64 << 10);
    assertThat(store.statistics().removed(Removal.SIZE)).isZero();
    assertThat(store.statistics().removed(Removal.REPLACED)).isEqualTo(2);
  }

  @Test
  void statistics_sumOverAllShards() {
    Stores many = new Stores(new MemoryPlan(16, 16, 64 << 10), time, 1);
    Store sharded = many.open("g", upTo(16 << 20, PolicySettings.Name.LRU));
    for (int i = 0; i < 1_000; i++) {
      ByteString key = key("key " + i);
      sharded.store(hash(key), key, value("x"), EPOCH, FOR_EVER);
      sharded.lookup(hash(key), key, EPOCH);
    }
    sharded.lookup(hash(A), A, EPOCH);

    StoreStatistics statistics = sharded.statistics();

    assertThat(statistics.entries()).isEqualTo(1_000);
    assertThat(statistics.hits()).isEqualTo(1_000);
    assertThat(statistics.misses()).isOne();
    assertThat(statistics.maxBytes()).isEqualTo(16 << 20);
    assertThat(statistics.removals())
        .isEqualTo(
            ImmutableMap.of(
                Removal.SIZE, 0L,
                Removal.EXPIRED, 0L,
                Removal.REPLACED, 0L,
                Removal.DELETED, 0L,
                Removal.FENCED, 0L,
                Removal.FLUSHED, 0L,
                Removal.HANDED_OVER, 0L));
    many.checkIntegrity();
  }

  @Test
  void approach_countsAsNoUse_whateverTheHashes() {
    put(A, value("v"));
    put(B, value("w".repeat(10_000))); // in parts
    StoreStatistics before = store.statistics();
    long[] hashes = new Random(1).longs(2_000).toArray();
    hashes[0] = hash(A);
    hashes[1] = hash(B);

    int unused = store.approach(hashes, hashes.length);

    assertThat(store.statistics()).isEqualTo(before);
    assertThat(lookup(A)).isInstanceOf(Lookup.Hit.class);
  }

  @Test
  void approach_whileOthersStoreAndForget_harmsNobody() throws Exception {
    Random random = new Random(2);
    long[] hashes = random.longs(512).toArray();
    AtomicBoolean over = new AtomicBoolean();
    ExecutorService other = Executors.newSingleThreadExecutor();
    try {
      Future<Integer> approaching =
          other.submit(
              () -> {
                int read = 0;
                while (!over.get()) {
                  read += store.approach(hashes, hashes.length);
                }
                return read;
              });
      for (int i = 0; i < 50_000; i++) {
        ByteString key = key("key " + i % hashes.length);
        long hash = hashes[i % hashes.length];
        if (i % 7 == 0) {
          boolean unused = store.remove(hash, key, EPOCH);
        } else {
          long unused = store.store(hash, key, value("x".repeat(i % 5_000)), EPOCH, FOR_EVER);
        }
      }
      over.set(true);

      assertThat(approaching.get(10, TimeUnit.SECONDS)).isNotNull();
    } finally {
      over.set(true);
      other.shutdownNow();
    }
  }

  private long put(ByteString key, Content content) {
    return store.store(hash(key), key, content, EPOCH, FOR_EVER);
  }

  private Lookup lookup(ByteString key) {
    return store.lookup(hash(key), key, EPOCH);
  }

  private Content contentOf(ByteString key) {
    return ((Lookup.Hit) lookup(key)).content();
  }
}
