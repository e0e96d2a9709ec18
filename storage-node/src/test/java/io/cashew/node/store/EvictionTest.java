package io.cashew.node.store;

import static io.cashew.node.store.StoreFixture.EPOCH;
import static io.cashew.node.store.StoreFixture.FOR_EVER;
import static io.cashew.node.store.StoreFixture.filling;
import static io.cashew.node.store.StoreFixture.hash;
import static io.cashew.node.store.StoreFixture.key;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Splitter;
import com.google.protobuf.ByteString;
import io.cashew.time.FakeTime;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A shard of ten entries of equal weight: eight may be protected. */
final class EvictionTest {
  private static final long WEIGHT = 300;
  private static final Splitter SPACES = Splitter.on(' ');

  private final Shard shard = new Shard(10 * WEIGHT, new FakeTime());

  @AfterEach
  void shardIsSound() {
    shard.checkIntegrity();
  }

  @Test
  void keysNeverUsedAgain_leaveInTheOrderTheyCame() {
    storeAll("a b c d e f g h i j");

    storeAll("k l");

    assertThat(kept("a b c d e f g h i j k l"))
        .containsExactly("c", "d", "e", "f", "g", "h", "i", "j", "k", "l");
  }

  @Test
  void keyUsedAgain_outlivesOlderAndNewerOnes() {
    storeAll("a b c d e f g h i j");
    use("a");

    storeAll("k");

    assertThat(kept("a b c")).containsExactly("a", "c");
  }

  @Test
  void keyStoredAgain_countsAsUsed() {
    storeAll("a b c d e f g h i j");

    storeAll("a k");

    assertThat(kept("a b c")).containsExactly("a", "c");
  }

  @Test
  void protectedKeys_surviveAScan() {
    storeAll("a b c d e f g h");
    use("a b c d e f g h");

    for (int i = 0; i < 1_000; i++) {
      storeAll("scan" + i);
    }

    assertThat(kept("a b c d e f g h")).hasSize(8);
    assertThat(kept("scan998 scan999 scan997")).containsExactly("scan998", "scan999");
  }

  @Test
  void protectedKeysBeyondTheirShare_returnToProbationLeastRecentlyUsedFirst() {
    storeAll("a b c d e f g h i j");
    use("b a c d e f g h i j"); // b and a are demoted again, b first

    storeAll("k");

    assertThat(kept("b a")).containsExactly("a");
  }

  @Test
  void onlyProtectedKeysLeft_theLeastRecentlyUsedGoes() {
    storeAll("a b c d e f g h");
    use("a b c d e f g h");
    ByteString large = key("x");

    shard.store(hash(large), large, filling(large, 4 * WEIGHT), EPOCH, 0);

    assertThat(kept("a b c d e f g h x")).containsExactly("c", "d", "e", "f", "g", "h", "x");
  }

  @Test
  void keyTooLargeToBeProtected_drivesOutNoProtectedOnes() {
    ByteString large = key("x");
    shard.store(hash(large), large, filling(large, 8 * WEIGHT + 1), EPOCH, 0);
    storeAll("a");
    use("a x");

    storeAll("b");

    assertThat(kept("a b x")).containsExactly("a", "b");
  }

  @Test
  void touch_countsAsUse() {
    storeAll("a b c d e f g h i j");
    shard.touch(hash(key("a")), key("a"), EPOCH, FOR_EVER.toNanos());

    storeAll("k");

    assertThat(kept("a b c")).containsExactly("a", "c");
  }

  private void storeAll(String names) {
    for (String name : SPACES.split(names)) {
      ByteString key = key(name);
      shard.store(hash(key), key, filling(key, WEIGHT), EPOCH, FOR_EVER.toNanos());
    }
  }

  private void use(String names) {
    for (String name : SPACES.split(names)) {
      assertThat(isKept(name)).as(name).isTrue();
    }
  }

  private Stream<String> kept(String names) {
    return SPACES.splitToStream(names).filter(this::isKept);
  }

  private boolean isKept(String name) {
    return shard.lookup(hash(key(name)), key(name), EPOCH) instanceof Lookup.Hit;
  }
}
