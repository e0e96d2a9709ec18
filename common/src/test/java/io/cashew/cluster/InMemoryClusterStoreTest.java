package io.cashew.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.cashew.time.FakeTime;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

final class InMemoryClusterStoreTest extends ClusterStoreContract {
  private static final ByteString VALUE = ByteString.copyFromUtf8("1");

  @Override
  protected ClusterStore open() {
    return InMemoryClusterStore.start();
  }

  @Test
  void store_onTimersOfATest_callsBackOnlyWhenTheyRun() {
    FakeTime time = new FakeTime();
    SnapshotRecorder recorder = new SnapshotRecorder();
    ClusterStore store = InMemoryClusterStore.on(time);
    store.watch("/", recorder);

    CompletableFuture<OptionalLong> put = store.compareAndPut("/a", 0, VALUE);
    assertThat(put).isNotDone();
    assertThat(recorder.heard()).isEmpty();
    time.advance(Duration.ZERO);

    assertThat(put).isCompletedWithValue(OptionalLong.of(1));
    assertThat(recorder.heard()).hasSize(1);
  }

  @Test
  void watch_whileDeliveriesWait_tellsSeveralChangesAtOnce() {
    FakeTime time = new FakeTime();
    SnapshotRecorder recorder = new SnapshotRecorder();
    ClusterStore store = InMemoryClusterStore.on(time);
    store.watch("/", recorder);
    time.advance(Duration.ZERO);

    for (int change = 0; change < 1_000; change++) {
      CompletableFuture<OptionalLong> unused = store.compareAndPut("/" + change, 0, VALUE);
    }
    time.advance(Duration.ZERO);

    assertThat(recorder.heard()).hasSize(2);
    assertThat(recorder.heard().get(1).entries()).hasSize(1_000);
  }

  @Test
  void requests_openWhenTheStoreCloses_fail() {
    FakeTime time = new FakeTime();
    ClusterStore store = InMemoryClusterStore.on(time);
    CompletableFuture<Snapshot> open = store.list("/");

    store.close();

    assertThat(open)
        .failsWithin(Duration.ZERO)
        .withThrowableThat()
        .withMessageContaining("the cluster store is closed");
  }
}
