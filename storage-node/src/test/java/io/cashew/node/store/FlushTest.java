package io.cashew.node.store;

import static io.cashew.node.store.StoreFixture.EPOCH;
import static io.cashew.node.store.StoreFixture.FOR_EVER;
import static io.cashew.node.store.StoreFixture.hash;
import static io.cashew.node.store.StoreFixture.key;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.cashew.group.PolicySettings;
import io.cashew.time.FakeTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Flushes by the beginning of keys, and several in a row. */
final class FlushTest {
  private static final int MANY = 3_000;

  private final Stores stores = new Stores(new MemoryPlan(2, 64, 64 << 10), new FakeTime(), 1);
  private final Store store =
      stores.open("g", new StoreSettings(0, 2 << 20, PolicySettings.DEFAULT));

  @AfterEach
  void storesAreSound() {
    stores.checkIntegrity();
  }

  @Test
  void prefix_flushed_isAMissAtOnceAndTheRestStays() {
    fill("a:", MANY);
    fill("b:", MANY);

    store.flush(prefix("a:"));

    assertThat(live("a:", MANY)).isZero();
    assertThat(live("b:", MANY)).isEqualTo(MANY);
  }

  @Test
  void prefix_flushed_isNeitherTouchedNorSeenNorWalked() {
    fill("a:", 10);
    fill("b:", 1);
    ByteString key = key("a:3");

    store.flush(prefix("a:"));

    assertThat(all(store.walk())).containsExactly(key("b:0"));
    assertThat(store.inspect(hash(key), key)).isEmpty();
    assertThat(store.touch(hash(key), key, EPOCH, Duration.ofMinutes(1))).isFalse();
    assertThat(store.remove(hash(key("a:4")), key("a:4"), EPOCH)).isFalse();
    assertThat(store.peek(hash(key("a:5")), key("a:5"), EPOCH)).isEqualTo(Lookup.MISS);
    assertThat(store.storeIfAbsent(hash(key), key, new Content.Value(key), EPOCH, EPOCH, FOR_EVER))
        .isNotEqualTo(Store.NOT_KEPT);
  }

  @Test
  void whatIsStoredAfterAFlush_isKeptAlsoWhenItIsSwept() {
    fill("a:", MANY);
    store.flush(prefix("a:"));
    fill("a:", 100);

    reclaimAll();

    assertThat(live("a:", MANY)).isEqualTo(100);
    assertThat(store.statistics().entries()).isEqualTo(100);
  }

  @Test
  void entriesFlushed_areGivenBackInTheBackgroundAndCounted() {
    fill("a:", MANY);
    fill("b:", 7);
    store.flush(prefix("a:"));

    reclaimAll();

    assertThat(store.statistics().entries()).isEqualTo(7);
    assertThat(store.statistics().removals()).containsEntry(Removal.FLUSHED, (long) MANY);
  }

  @Test
  void ruleThatWasSwept_isForgotten() {
    fill("a:", MANY);
    store.flush(prefix("a:"));
    reclaimAll();

    for (int i = 0; i < 2 * FlushRules.MAX_RULES; i++) {
      store.flush(prefix("x" + i + ":")); // one too many sweeps before it goes on
    }
    fill("a:", 10);

    assertThat(live("a:", 10)).isEqualTo(10);
  }

  @Test
  void manyPrefixes_areAllFlushed() {
    int prefixes = 3 * FlushRules.MAX_RULES;
    for (int i = 0; i < prefixes; i++) {
      fill(i + ":", 10);
    }

    for (int i = 0; i < prefixes; i += 2) {
      store.flush(prefix(i + ":"));
    }

    for (int i = 0; i < prefixes; i++) {
      assertThat(live(i + ":", 10)).isEqualTo(i % 2 == 0 ? 0 : 10);
    }
  }

  @Test
  void everything_flushedAgainBeforeTheFirstWasSwept_isGoneToo() {
    fill("a:", MANY);
    store.flush();
    fill("b:", MANY);
    store.flush();
    fill("c:", 10);

    assertThat(live("a:", MANY)).isZero();
    assertThat(live("b:", MANY)).isZero();
    assertThat(live("c:", 10)).isEqualTo(10);
    reclaimAll();
    assertThat(store.statistics().entries()).isEqualTo(10);
  }

  @Test
  void prefix_flushedInOneGroup_leavesTheOthers() {
    Store other = stores.open("other", new StoreSettings(0, 1 << 20, PolicySettings.DEFAULT));
    ByteString key = key("a:1");
    fill("a:", 10);
    long unused = other.store(hash(key), key, new Content.Value(key), EPOCH, FOR_EVER);

    store.flush(prefix("a:"));
    reclaimAll();

    assertThat(other.peek(hash(key), key, EPOCH)).isInstanceOf(Lookup.Hit.class);
  }

  @Test
  void closedInTheMidstOfAFlush_givesEverythingBack() {
    Store other = stores.open("other", new StoreSettings(0, 1 << 20, PolicySettings.DEFAULT));
    fill("a:", MANY);
    store.flush();
    fill("b:", MANY);
    store.flush(prefix("b:"));

    stores.close(store);
    reclaimAll();

    assertThat(stores.open("g", new StoreSettings(0, 1 << 20, PolicySettings.DEFAULT)))
        .isNotSameAs(store);
    assertThat(other.statistics().entries()).isZero();
    assertThat(store.statistics().entries()).isZero();
  }

  private void reclaimAll() {
    while (stores.reclaim(Stores.MAX_RECLAIM)) {}
  }

  private void fill(String prefix, int count) {
    for (int i = 0; i < count; i++) {
      ByteString key = key(prefix + i);
      assertThat(store.store(hash(key), key, new Content.Value(key), EPOCH, FOR_EVER))
          .isNotEqualTo(Store.NOT_KEPT);
    }
  }

  private int live(String prefix, int count) {
    int live = 0;
    for (int i = 0; i < count; i++) {
      ByteString key = key(prefix + i);
      if (store.peek(hash(key), key, EPOCH) instanceof Lookup.Hit) {
        live++;
      }
    }
    return live;
  }

  private static List<ByteString> all(Walk walk) {
    List<ByteString> keys = new ArrayList<>();
    while (walk.step(keys)) {}
    return keys;
  }

  private static ByteString prefix(String text) {
    return ByteString.copyFromUtf8(text);
  }
}
