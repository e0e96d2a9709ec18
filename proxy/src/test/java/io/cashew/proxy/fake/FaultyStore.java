package io.cashew.proxy.fake;

import com.google.protobuf.ByteString;
import io.cashew.cluster.ClusterStore;
import io.cashew.cluster.ClusterStoreException;
import io.cashew.cluster.Snapshot;
import io.cashew.cluster.Versioned;
import io.cashew.lifecycle.Part;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** A cluster store in front of another, with the faults the test asks for. Thread-safe. */
public final class FaultyStore implements ClusterStore {

  private final ClusterStore store;
  private final AtomicInteger reads = new AtomicInteger();
  private final AtomicInteger writes = new AtomicInteger();
  private final AtomicReference<Runnable> beforeWrite = new AtomicReference<>(FaultyStore::nothing);
  private volatile boolean down;
  private volatile boolean mute;
  private volatile CompletableFuture<Void> writesAnswered = CompletableFuture.completedFuture(null);

  public FaultyStore(ClusterStore store) {
    this.store = store;
  }

  /** Reads and writes fail from now on. */
  public void goDown() {
    down = true;
  }

  public void comeBack() {
    down = false;
  }

  /** Watches are told nothing more. */
  public void goMute() {
    mute = true;
  }

  /** Something that happens between the next write's being asked for and its being done. */
  public void beforeNextWrite(Runnable event) {
    beforeWrite.set(event);
  }

  /** Writes are done and not answered until the future returned is completed. */
  public CompletableFuture<Void> holdWriteAnswers() {
    CompletableFuture<Void> gate = new CompletableFuture<>();
    writesAnswered = gate;
    return gate;
  }

  /** Reads asked for. */
  public int reads() {
    return reads.get();
  }

  /** Writes asked for. */
  public int writes() {
    return writes.get();
  }

  @Override
  public CompletableFuture<Optional<Versioned>> read(String key) {
    reads.incrementAndGet();
    return down ? outOfReach() : store.read(key);
  }

  @Override
  public CompletableFuture<Snapshot> list(String prefix) {
    return down ? outOfReach() : store.list(prefix);
  }

  @Override
  public CompletableFuture<OptionalLong> compareAndPut(
      String key, long expectedRevision, ByteString value) {
    writes.incrementAndGet();
    if (down) {
      return outOfReach();
    }
    beforeWrite.getAndSet(FaultyStore::nothing).run();
    return store
        .compareAndPut(key, expectedRevision, value)
        .thenCombine(writesAnswered, (revision, answered) -> revision);
  }

  @Override
  public Part watch(String prefix, SnapshotListener listener) {
    return store.watch(
        prefix,
        snapshot -> {
          if (!mute) {
            listener.onSnapshot(snapshot);
          }
        });
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

  private static <T> CompletableFuture<T> outOfReach() {
    return CompletableFuture.failedFuture(new ClusterStoreException("out of reach, by the test"));
  }

  private static void nothing() {}
}
