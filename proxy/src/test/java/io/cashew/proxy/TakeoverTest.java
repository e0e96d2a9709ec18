package io.cashew.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import com.google.protobuf.ByteString;
import io.cashew.cluster.ClusterStore;
import io.cashew.cluster.Snapshot;
import io.cashew.cluster.Versioned;
import io.cashew.lifecycle.Part;
import io.cashew.proxy.ControlPlane.PlanningProxy;
import io.cashew.ring.NodeId;
import io.cashew.ring.Ring;
import io.cashew.ring.RingIntent;
import io.cashew.ring.RingTarget;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The coordinator dies between any two things that it does to the store; another goes on. */
final class TakeoverTest {
  private final ControlPlane plane = new ControlPlane();

  @ParameterizedTest
  @CsvSource({
    "0, BEFORE", "0, AFTER", "1, BEFORE", "1, AFTER", "2, BEFORE", "2, AFTER", "3, BEFORE",
    "3, AFTER", "4, BEFORE", "4, AFTER", "5, BEFORE", "5, AFTER", "6, BEFORE", "6, AFTER",
    "8, BEFORE", "8, AFTER", "11, BEFORE", "11, AFTER", "14, BEFORE", "14, AFTER", "18, BEFORE",
  })
  void coordinatorDies_anotherArrivesAtTheSameRing(int operation, Death death) {
    plane.startNodes("a", "b", "c");
    DyingStore[] dying = new DyingStore[1];
    PlanningProxy first =
        plane.startProxy(
            store -> {
              dying[0] = new DyingStore(store, operation, death);
              return dying[0];
            });
    dying[0].dies = first::die;
    plane.startProxy();
    plane.advance(Duration.ofSeconds(1));
    plane.startNodes("d");
    plane.advance(Duration.ofSeconds(20)); // the claim of one that died ends after five
    Ring balanced = plane.ring();
    plane.wish(
        new RingIntent(
            ImmutableSortedSet.of(new NodeId("a")), ImmutableSortedMap.of(), Optional.empty()));
    plane.advance(Duration.ofSeconds(20));
    Ring drained = plane.ring();
    plane.wish(
        new RingIntent(
            ImmutableSortedSet.of(),
            ImmutableSortedMap.of(),
            Optional.of(RingTarget.of(balanced))));
    plane.advance(Duration.ofSeconds(20));

    assertThat(balanced.shares().values()).containsOnly(32);
    assertThat(drained.shares().get(new NodeId("a"))).isNull();
    assertThat(RingTarget.of(balanced).isReachedBy(plane.ring())).isTrue();
    assertThat(plane.intent().intent()).isEqualTo(RingIntent.NONE);
  }

  enum Death {
    BEFORE,
    AFTER
  }

  /** Counts what is asked of it; at one of these its process dies. */
  private static final class DyingStore implements ClusterStore {
    private final ClusterStore store;
    private final int last;
    private final Death death;
    private int asked;
    private Runnable dies = () -> {};

    DyingStore(ClusterStore store, int last, Death death) {
      this.store = store;
      this.last = last;
      this.death = death;
    }

    private <T> CompletableFuture<T> ask(Supplier<CompletableFuture<T>> request) {
      if (asked++ != last) {
        return request.get();
      }
      if (death == Death.AFTER) {
        CompletableFuture<T> unused = request.get();
      }
      dies.run();
      return new CompletableFuture<>();
    }

    @Override
    public CompletableFuture<Optional<Versioned>> read(String key) {
      return ask(() -> store.read(key));
    }

    @Override
    public CompletableFuture<Snapshot> list(String prefix) {
      return ask(() -> store.list(prefix));
    }

    @Override
    public CompletableFuture<OptionalLong> compareAndPut(
        String key, long expectedRevision, ByteString value) {
      return ask(() -> store.compareAndPut(key, expectedRevision, value));
    }

    @Override
    public Part watch(String prefix, SnapshotListener listener) {
      return store.watch(prefix, listener);
    }

    @Override
    public LeasedKey lease(
        String key, ByteString value, Duration timeToLive, Claim claim, LeaseListener listener) {
      return store.lease(key, value, timeToLive, claim, listener);
    }

    @Override
    public void close() {
      store.close();
    }
  }
}
