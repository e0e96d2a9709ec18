package io.cashew.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.cashew.cluster.ClusterStore.Claim;
import io.cashew.cluster.ClusterStore.LeasedKey;
import io.cashew.time.FakeTime;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

final class InterruptibleClusterStoreTest {
  private final FakeTime time = new FakeTime();
  private final ClusterStore store = InMemoryClusterStore.on(time);
  private final InterruptibleClusterStore link = new InterruptibleClusterStore(store);
  private final SnapshotRecorder recorder = new SnapshotRecorder();
  private final LeaseRecorder fate = new LeaseRecorder();

  @Test
  void request_whileCut_fails() {
    link.cut();

    assertThat(link.read("/a")).isCompletedExceptionally();
  }

  @Test
  void watch_whileCut_hearsNothing_andTheNewestOnceMended() {
    link.watch("/", recorder);
    time.advance(Duration.ZERO);

    link.cut();
    put("/a", "1");
    assertThat(recorder.heard()).hasSize(1);
    link.mend();
    time.advance(Duration.ZERO);

    recorder.awaitNewest(Map.of("/a", "1"));
    assertThat(recorder.heard()).hasSize(2);
  }

  @Test
  void lease_whileCut_isHeldUntilItExpires_andAgainOnceMended() {
    LeasedKey leased =
        link.lease(
            "/a", ByteString.copyFromUtf8("1"), Duration.ofSeconds(5), Claim.OVERWRITE, fate);
    time.advance(Duration.ZERO);

    link.cut();
    assertThat(leased.held()).isTrue();
    link.expireLeases();
    time.advance(Duration.ZERO);
    assertThat(leased.held()).isFalse();
    CompletableFuture<Snapshot> meanwhile = store.list("/");
    link.mend();
    time.advance(Duration.ZERO);

    assertThat(meanwhile.join().entries()).isEmpty();
    assertThat(leased.held()).isTrue();
    fate.await("held", "lost", "held");
  }

  @Test
  void close_releasesItsLeases_andLeavesTheStoreOpen() {
    link.lease("/a", ByteString.copyFromUtf8("1"), Duration.ofSeconds(5), Claim.OVERWRITE, fate);

    link.close();
    CompletableFuture<Snapshot> listed = store.list("/");
    time.advance(Duration.ZERO);

    assertThat(listed.join().entries()).isEmpty();
  }

  private void put(String key, String value) {
    var put = store.compareAndPut(key, 0, ByteString.copyFromUtf8(value));
    time.advance(Duration.ZERO);
    assertThat(put).isCompleted();
  }
}
