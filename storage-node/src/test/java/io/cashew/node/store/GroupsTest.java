package io.cashew.node.store;

import static io.cashew.node.store.StoreFixture.EPOCH;
import static io.cashew.node.store.StoreFixture.FOR_EVER;
import static io.cashew.node.store.StoreFixture.filling;
import static io.cashew.node.store.StoreFixture.hash;
import static io.cashew.node.store.StoreFixture.key;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.cashew.group.PolicySettings;
import io.cashew.time.FakeTime;
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
