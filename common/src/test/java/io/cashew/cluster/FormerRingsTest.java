package io.cashew.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.Iterables;
import com.google.protobuf.ByteString;
import io.cashew.ring.Ring;
import io.cashew.ring.Rings;
import io.cashew.time.FakeTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

final class FormerRingsTest {
  private static final ClusterKeys KEYS = new ClusterKeys("test");

  private final FakeTime time = new FakeTime();
  private final InMemoryClusterStore memory = InMemoryClusterStore.on(time);
  private final InterruptibleClusterStore store = new InterruptibleClusterStore(memory);
  private final FormerRings former = new FormerRings(store, KEYS);

  @Test
  void keep_aRing_isListedAsItWas() {
    Ring ring = Rings.ring(64, "a", "b");

    keep(ring);

    Ring listed = Iterables.getOnlyElement(list());
    assertThat(listed.epoch()).isEqualTo(ring.epoch());
    assertThat(listed.digest()).isEqualTo(ring.digest());
    assertThat(listed.draft()).isEqualTo(ring.draft());
  }

  @Test
  void keep_moreThanThereAreSlots_forgetsTheOldest() {
    List<Long> epochs = new ArrayList<>();
    Ring ring = Rings.ring(64, "a");
    for (int i = 0; i < 20; i++) {
      keep(ring);
      epochs.add(ring.epoch());
      ring = Rings.next(ring, List.of(Rings.member("a", i + 2)));
    }

    assertThat(list()).extracting(Ring::epoch).isEqualTo(epochs.subList(4, 20));
  }

  @Test
  void keep_overARecordThatCannotBeRead_replacesIt() {
    for (int slot = 0; slot < FormerRings.SLOTS; slot++) {
      CompletableFuture<?> unused =
          memory.compareAndPut(KEYS.history(slot), 0, ByteString.copyFromUtf8("?"));
    }

    keep(Rings.ring(64, "a"));

    assertThat(list()).hasSize(1);
  }

  @Test
  void keep_storeOutOfReach_isNoFailure() {
    store.cut();

    CompletableFuture<Void> kept = former.keep(Rings.ring(64, "a"));
    time.advance(Duration.ZERO);

    assertThat(kept).isCompleted();
  }

  private void keep(Ring ring) {
    CompletableFuture<Void> kept = former.keep(ring);
    time.advance(Duration.ZERO);
    assertThat(kept).isCompleted();
  }

  private List<Ring> list() {
    CompletableFuture<? extends List<Ring>> listed = former.list();
    time.advance(Duration.ZERO);
    return listed.join();
  }
}
