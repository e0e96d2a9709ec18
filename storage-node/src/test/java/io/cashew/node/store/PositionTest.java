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
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class PositionTest {
  private static final int MANY = 3_000;
  private static final int STEP = 100;

  private final Stores stores = new Stores(new MemoryPlan(2, 64, 64 << 10), new FakeTime(), 1);
  private final Store store = open("g");

  @AfterEach
  void storesAreSound() {
    stores.checkIntegrity();
  }

  @Test
  void everyKeyOfTheGroup_isToldOnce() {
    put(open("other"), "key ", 100);
    List<ByteString> keys = put(store, "key ", MANY);

    assertThat(keysFrom(Position.START)).containsExactlyInAnyOrderElementsOf(keys);
  }

  @Test
  void positionAfterAKey_leavesOutThatKeyAndThoseBeforeIt() {
    put(store, "key ", MANY);
    List<ByteString> all = new ArrayList<>();
    List<Position> after = new ArrayList<>();
    Optional<Position> next = Optional.of(Position.START);
    while (next.isPresent()) {
      next =
          store.keys(
              next.get(),
              STEP,
              (key, position) -> {
                all.add(key);
                after.add(position);
              });
    }

    assertThat(keysFrom(after.get(700))).isEqualTo(all.subList(701, MANY));
  }

  @Test
  void keysThatStay_areToldWhateverComesAndGoesAndIsSetMeanwhile() {
    List<ByteString> keys = put(store, "key ", MANY);
    List<ByteString> found = new ArrayList<>();
    Optional<Position> next = Optional.of(Position.START);
    int step = 0;
    while (next.isPresent()) {
      next = store.keys(next.get(), STEP, (key, after) -> found.add(key));
      ByteString going = keys.get(step);
      boolean unused = store.remove(hash(going), going, EPOCH);
      put(store, "new " + step, 3);
      ByteString set = keys.get(MANY - 1 - step);
      ByteString longer = ByteString.copyFrom(new byte[100]);
      assertThat(store.store(hash(set), set, new Content.Value(longer), EPOCH, FOR_EVER))
          .isNotEqualTo(Store.NOT_KEPT);
      step++;
    }

    assertThat(step).isGreaterThan(20);
    assertThat(found).containsAll(keys.subList(step, MANY));
  }

  @Test
  void positionBeyondTheEnd_hasNothingAfterIt() {
    put(store, "key ", 10);

    assertThat(keysFrom(new Position(7, 0))).isEmpty();
    assertThat(keysFrom(new Position(1, 1_000_000))).isEmpty();
  }

  private List<ByteString> keysFrom(Position from) {
    List<ByteString> found = new ArrayList<>();
    Optional<Position> next = Optional.of(from);
    while (next.isPresent()) {
      next = store.keys(next.get(), STEP, (key, after) -> found.add(key));
    }
    return found;
  }

  private Store open(String group) {
    return stores.open(group, upTo(4 << 20, Name.LFU));
  }

  private static List<ByteString> put(Store into, String name, int count) {
    List<ByteString> keys = IntStream.range(0, count).mapToObj(i -> key(name + i)).toList();
    for (ByteString key : keys) {
      assertThat(into.store(hash(key), key, value("v"), EPOCH, FOR_EVER))
          .isNotEqualTo(Store.NOT_KEPT);
    }
    return keys;
  }
}
