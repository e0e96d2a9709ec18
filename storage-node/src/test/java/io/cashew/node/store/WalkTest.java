package io.cashew.node.store;

import static io.cashew.node.store.StoreFixture.EPOCH;
import static io.cashew.node.store.StoreFixture.FOR_EVER;
import static io.cashew.node.store.StoreFixture.hash;
import static io.cashew.node.store.StoreFixture.key;
import static io.cashew.node.store.StoreFixture.upTo;
import static io.cashew.node.store.StoreFixture.value;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.cashew.group.PolicySettings.Name;
import io.cashew.time.FakeTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class WalkTest {
  private static final int MANY = 3_000;

  private final Stores stores = new Stores(new MemoryPlan(2, 64, 64 << 10), new FakeTime(), 1);
  private final Store store = open("g", Name.LFU);

  @AfterEach
  void storesAreSound() {
    stores.checkIntegrity();
  }

  @ParameterizedTest
  @EnumSource
  void everyKey_isFoundOnce(Name policy) {
    Store of = open("of", policy);
    List<ByteString> keys = fill(of, MANY);

    assertThat(all(of.walk())).containsExactlyInAnyOrderElementsOf(keys);
  }

  @Test
  void longValues_countOnce() {
    ByteString key = key("long");
    ByteString bytes = ByteString.copyFrom(new byte[300_000]);
    assertThat(store.store(hash(key), key, new Content.Value(bytes), EPOCH, FOR_EVER))
        .isNotEqualTo(Store.NOT_KEPT);

    assertThat(all(store.walk())).containsExactly(key);
  }

  @Test
  void keysThatAreUsedMore_comeEarlier() {
    List<ByteString> keys = fill(store, MANY);
    use(keys.get(MANY - 1), 20);
    use(keys.get(MANY - 2), 5);
    use(keys.get(MANY - 3), 2);

    assertThat(all(store.walk()).subList(0, 3))
        .containsExactly(keys.get(MANY - 1), keys.get(MANY - 2), keys.get(MANY - 3));
  }

  @Test
  void keysOfOtherGroups_andKeysThatAreGone_areNotFound() {
    fill(open("other", Name.LFU), 100);
    List<ByteString> keys = fill(store, 100);
    for (int i = 0; i < 100; i += 2) {
      assertThat(store.remove(hash(keys.get(i)), keys.get(i), EPOCH)).isTrue();
    }

    assertThat(all(store.walk()))
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, 50).mapToObj(i -> keys.get(2 * i + 1)).toList());
  }

  @Test
  void keysThatWereFlushed_areNotFound() {
    fill(store, MANY);
    store.flush();

    assertThat(all(store.walk())).isEmpty();
  }

  @Test
  void keysThatStay_areFoundOnceWhateverComesAndGoesMeanwhile() {
    List<ByteString> keys = fill(store, MANY);
    Walk walk = store.walk();
    List<ByteString> found = new ArrayList<>();
    int step = 0;
    while (walk.step(found)) {
      ByteString going = keys.get(step);
      boolean unused = store.remove(hash(going), going, EPOCH);
      ByteString coming = key("new " + step);
      long unused2 = store.store(hash(coming), coming, value("v"), EPOCH, FOR_EVER);
      use(keys.get(MANY - 1 - step), 1 + step % 20);
      step++;
    }

    assertThat(found)
        .doesNotHaveDuplicates()
        .containsAll(keys.subList(step, MANY))
        .hasSizeLessThanOrEqualTo(MANY + step);
    assertThat(walk.step(found)).isFalse();
  }

  @Test
  void aStep_looksAtFewPlaces() {
    fill(store, MANY);
    List<ByteString> found = new ArrayList<>();
    Walk walk = store.walk();

    boolean goesOn = true;
    while (goesOn) {
      int before = found.size();
      goesOn = walk.step(found);
      assertThat(found.size() - before).isLessThanOrEqualTo(500);
    }
    assertThat(found).hasSize(MANY);
  }

  private Store open(String group, Name policy) {
    return stores.open(group, upTo(4 << 20, policy));
  }

  private static List<ByteString> fill(Store store, int count) {
    List<ByteString> keys = IntStream.range(0, count).mapToObj(i -> key("key " + i)).toList();
    for (ByteString key : keys) {
      assertThat(store.store(hash(key), key, value("v"), EPOCH, FOR_EVER))
          .isNotEqualTo(Store.NOT_KEPT);
    }
    return keys;
  }

  private void use(ByteString key, int times) {
    for (int i = 0; i < times; i++) {
      assertThat(store.lookup(hash(key), key, EPOCH)).isInstanceOf(Lookup.Hit.class);
    }
  }

  private static List<ByteString> all(Walk walk) {
    List<ByteString> found = new ArrayList<>();
    while (walk.step(found)) {
      // it adds to what was found
    }
    return found;
  }
}
