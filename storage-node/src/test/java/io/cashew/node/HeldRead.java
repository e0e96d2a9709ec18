package io.cashew.node;

import com.google.protobuf.ByteString;
import io.cashew.cluster.ClusterStore;
import io.cashew.cluster.Snapshot;
import io.cashew.cluster.Versioned;
import io.cashew.lifecycle.Part;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/** A cluster store that takes its time over one key: reads of it wait for the test. */
record HeldRead(
    ClusterStore store, String key, CompletableFuture<Void> asked, CompletableFuture<Void> released)
    implements ClusterStore {
  HeldRead(ClusterStore store, String key) {
    this(store, key, new CompletableFuture<>(), new CompletableFuture<>());
  }

  @Override
  public CompletableFuture<Optional<Versioned>> read(String wanted) {
    if (!wanted.equals(key)) {
      return store.read(wanted);
    }
    asked.complete(null);
    return released.thenCompose(go -> store.read(wanted));
  }

  @Override
  public CompletableFuture<Snapshot> list(String prefix) {
    return store.list(prefix);
  }

  @Override
  public CompletableFuture<OptionalLong> compareAndPut(
      String wanted, long expectedRevision, ByteString value) {
    return store.compareAndPut(wanted, expectedRevision, value);
  }

  @Override
  public Part watch(String prefix, SnapshotListener listener) {
    return store.watch(prefix, listener);
  }

  @Override
  public LeasedKey lease(
      String wanted, ByteString value, Duration timeToLive, Claim claim, LeaseListener listener) {
    return store.lease(wanted, value, timeToLive, claim, listener);
  }

  @Override
  public void close() {
    store.close();
  }
}
