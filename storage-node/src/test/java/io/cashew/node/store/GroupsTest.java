package io.cashew.node.store;

import static io.cashew.node.store.StoreFixture.EPOCH;
import static io.cashew.node.store.StoreFixture.FOR_EVER;
import static io.cashew.node.store.StoreFixture.filling;
import static io.cashew.node.store.StoreFixture.hash;
import static io.cashew.node.store.StoreFixture.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import com.google.protobuf.ByteString;
import io.cashew.group.PolicySettings;
import io.cashew.node.store.memory.Arena;
import io.cashew.time.FakeTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Groups that share a node's memory: what one may take from another, and what not. */
final class GroupsTest {
  private static final PolicySettings LRU = PolicySettings.of(PolicySettings.Name.LRU);
  private static final int WEIGHT = 200;

  private final FakeTime time = new FakeTime();
  private final Stores stores = new Stores(new MemoryPlan(4, 32, 8 << 10), time, 1); // 1 MiB

  @AfterEach
  void storesAreSound() {
    stores.checkIntegrity();
  }

  @Test
  void reserved_afterFlush_isNotGivenToOthers() {
    Store one = stores.open("one", new StoreSettings(200 << 10, 1 << 20, LRU));
    Store other = stores.open("other", new StoreSettings(0, 1 << 20, LRU));
    fill(one, 0, 800);
    one.flush();
    IntStream.range(0, 800).forEach(i -> one.peek(hash(name(i)), name(i), EPOCH)); // drops them
    fill(one, 800, 500);

    fill(other, 0, 20_000);

    assertThat(one.statistics().removed(Removal.SIZE)).isZero();
    assertThat(live(one, 800, 500)).isEqualTo(500);
  }

  @Test
  void configure_toLowerMax_takesFromAllShardsAlike() {
    Store store = stores.open("g", new StoreSettings(0, 400 << 10, LRU));
    fill(store, 0, 2_000);

    stores.configure(store, new StoreSettings(0, 200 << 10, LRU));

    assertThat(store.statistics().bytes()).isLessThanOrEqualTo(200 << 10);
    assertThat(live(store, 0, 950)).as("of the older half").isLessThan(60);
    assertThat(live(store, 1_050, 950)).as("of the younger half").isGreaterThan(890);
  }

  @Test
  void reserved_evenIfItIsMost_isNeverTakenByOthers() {
    Store kept = stores.open("kept", new StoreSettings(400 << 10, 1 << 20, LRU));
    Store other = stores.open("other", new StoreSettings(0, 1 << 20, LRU));
    fill(kept, 0, 2_000); // 400,000 bytes

    fill(other, 0, 50_000);

    assertThat(kept.statistics().removed(Removal.SIZE)).isZero();
    assertThat(live(kept, 0, 2_000)).isEqualTo(2_000);
    assertThat(other.statistics().removed(Removal.SIZE)).isPositive();
    assertThat(other.statistics().bytes()).isBetween(1L, kept.statistics().bytes());
  }

  @Test
  void whatIsBeyondReservations_goesFromTheGroupFurthestOver() {
    Store far = stores.open("far", new StoreSettings(0, 1 << 20, LRU));
    Store near = stores.open("near", new StoreSettings(150 << 10, 1 << 20, LRU));
    Store wanting = stores.open("wanting", new StoreSettings(100 << 10, 1 << 20, LRU));
    fill(near, 0, 1_000); // 50,000 bytes over
    fill(far, 0, 4_000); // until the memory is full, its own go: it is the furthest over
    long before = near.statistics().removed(Removal.SIZE);

    fill(wanting, 0, 400);

    assertThat(before).isZero();
    assertThat(wanting.statistics().removed(Removal.SIZE)).isZero();
    assertThat(near.statistics().removed(Removal.SIZE)).isZero();
    assertThat(far.statistics().removed(Removal.SIZE)).isPositive();
  }

  @Test
  void reservations_beyondTheMemory_areScaledDown() {
    Store one = stores.open("one", new StoreSettings(2 << 20, 4 << 20, LRU));
    Store two = stores.open("two", new StoreSettings(1 << 20, 4 << 20, LRU));

    assertThat(one.statistics().reservedBytes() + two.statistics().reservedBytes())
        .isBetween(stores.reservableBytes() - 2, stores.reservableBytes());
    assertThat(one.statistics().reservedBytes())
        .isCloseTo(2 * two.statistics().reservedBytes(), within(2L));

    stores.close(two);
    stores.configure(one, new StoreSettings(100 << 10, 4 << 20, LRU));

    assertThat(one.statistics().reservedBytes()).isEqualTo(100 << 10);
  }

  @Test
  void store_ofALargePartOfASmallGroup_isKeptWhateverTheShards() {
    Stores many = new Stores(new MemoryPlan(16, 16, 64 << 10), time, 1);
    long max = 500_000;
    Store store = many.open("g", new StoreSettings(0, max, LRU));
    fill(store, 0, 5_000);
    ByteString large = key("large");

    long version = store.store(hash(large), large, filling(large, 200_000), EPOCH, FOR_EVER);

    assertThat(version).isNotEqualTo(Store.NOT_KEPT);
    assertThat(store.peek(hash(large), large, EPOCH)).isInstanceOf(Lookup.Hit.class);
    assertThat(store.statistics().bytes()).isBetween(max / 2, max);
    many.checkIntegrity();
  }

  @Test
  void close_givesAllMemoryBack_andLateCallsFindAndKeepNothing() {
    Store store = stores.open("g", new StoreSettings(0, 1 << 20, LRU));
    fill(store, 0, 1_000);

    stores.close(store);

    ByteString key = name(0);
    assertThat(store.lookup(hash(key), key, EPOCH)).isEqualTo(Lookup.MISS);
    assertThat(store.store(hash(key), key, Content.ABSENT, EPOCH, FOR_EVER))
        .isEqualTo(Store.NOT_KEPT);
    assertThat(store.touch(hash(key), key, EPOCH, FOR_EVER)).isFalse();
    assertThat(store.remove(hash(key), key, EPOCH)).isFalse();
    assertThat(store.inspect(hash(key), key)).isEmpty();
    reclaimAll();
    assertThat(stores.statistics().live()).isZero();
    assertThat(store.statistics().bytes()).isZero();
  }

  @Test
  void open_underTheNameOfAClosedGroup_findsNothingOfIt() {
    for (int i = 0; i < 20; i++) {
      Store store = stores.open("g", new StoreSettings(0, 1 << 20, LRU));
      long found = live(store, 0, 100);
      fill(store, 0, 100);
      stores.close(store);
      assertThat(found).isZero();
    }

    Store last = stores.open("g", new StoreSettings(0, 1 << 20, LRU));
    reclaimAll();
    assertThat(live(last, 0, 100)).isZero();
    assertThat(stores.statistics().live()).isZero();
  }

  @Test
  void open_ofAsManyGroupsAsThereAreNumbers_andOneMoreIsRefused() {
    List<Store> all = new ArrayList<>();
    for (int i = 0; i < Arena.MAX_GROUP; i++) {
      all.add(stores.open("group " + i, new StoreSettings(0, 1 << 10, LRU)));
    }
    assertThatIllegalStateException()
        .isThrownBy(() -> stores.open("one more", new StoreSettings(0, 1 << 10, LRU)));

    stores.close(all.get(7));
    reclaimAll();

    assertThat(stores.open("one more", new StoreSettings(0, 1 << 10, LRU))).isNotNull();
  }

  @Test
  void flush_whileAnotherGroupHoldsTheSameKeys_leavesThem() {
    Store one = stores.open("one", new StoreSettings(0, 1 << 20, LRU));
    Store other = stores.open("other", new StoreSettings(0, 1 << 20, LRU));
    fill(one, 0, 100);
    fill(other, 0, 100);

    one.flush();

    assertThat(live(one, 0, 100)).isZero();
    assertThat(live(other, 0, 100)).isEqualTo(100);
  }

  @Test
  void configure_whileAFlushIsUnderWay_mixesNoGenerations() {
    Store store = stores.open("g", new StoreSettings(0, 1 << 20, LRU));
    fill(store, 0, 1_000);
    store.flush();
    fill(store, 1_000, 100);
    boolean more = stores.reclaim(10);

    stores.configure(
        store, new StoreSettings(0, 1 << 20, PolicySettings.of(PolicySettings.Name.SIEVE)));
    store.flush();
    fill(store, 2_000, 100);

    assertThat(more).isTrue();
    assertThat(live(store, 0, 2_000)).isZero();
    assertThat(live(store, 2_000, 100)).isEqualTo(100);
    reclaimAll();
    assertThat(store.statistics().entries()).isEqualTo(100);
  }

  private void reclaimAll() {
    while (stores.reclaim(Stores.MAX_RECLAIM)) {
      // until there is no more
    }
  }

  private static void fill(Store store, int from, int count) {
    for (int i = from; i < from + count; i++) {
      ByteString key = name(i);
      store.store(hash(key), key, filling(key, WEIGHT), EPOCH, FOR_EVER);
    }
  }

  private static long live(Store store, int from, int count) {
    return IntStream.range(from, from + count)
        .filter(i -> store.peek(hash(name(i)), name(i), EPOCH) instanceof Lookup.Hit)
        .count();
  }

  private static ByteString name(int number) {
    return key("key %08d".formatted(number));
  }
}
