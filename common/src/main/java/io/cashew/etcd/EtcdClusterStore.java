package io.cashew.etcd;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.protobuf.ByteString;
import io.cashew.cluster.ClusterStore;
import io.cashew.cluster.ClusterStoreException;
import io.cashew.cluster.Snapshot;
import io.cashew.cluster.StoreThread;
import io.cashew.cluster.Versioned;
import io.cashew.lifecycle.Part;
import io.cashew.time.Ticker;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The cluster store in etcd, 3.4 or newer. Revisions are etcd's own.
 *
 * <p>Once open it never gives up: etcd may be away for any time, and watches and leases are back
 * within a second or two of its return.
 */
public final class EtcdClusterStore implements ClusterStore {
  private final StoreThread thread;
  private final EtcdConnection connection;
  private final EtcdClient etcd;
  private final Ticker ticker;
  private final Duration watchRound;
  private final Set<LeaseKeeper> keepers = ConcurrentHashMap.newKeySet();

  EtcdClusterStore(EtcdSettings settings, Ticker ticker, Duration watchRound) {
    this.ticker = ticker;
    this.watchRound = watchRound;
    connection = new EtcdConnection(settings, ticker);
    thread = StoreThread.start();
    etcd = new EtcdClient(connection, settings, thread);
  }

  /**
   * Opens the store, once etcd has answered. Blocks until then.
   *
   * @throws ClusterStoreException if etcd does not answer within the start timeout, or turns us
   *     away; the message says what can be done
   */
  public static EtcdClusterStore open(EtcdSettings settings) {
    EtcdClusterStore store = new EtcdClusterStore(settings, Ticker.system(), ListWatch.ROUND);
    try {
      store.connection.awaitAnswer();
      return store;
    } catch (RuntimeException e) {
      store.close();
      throw e;
    }
  }

  /** Opens the store, whether etcd answers or not. Does not block. */
  public static EtcdClusterStore connect(EtcdSettings settings) {
    return new EtcdClusterStore(settings, Ticker.system(), ListWatch.ROUND);
  }

  @Override
  public CompletableFuture<Optional<Versioned>> read(String key) {
    return etcd.read(key).thenApply(held -> held.map(EtcdClient.Held::versioned));
  }

  @Override
  public CompletableFuture<Snapshot> list(String prefix) {
    return etcd.list(prefix);
  }

  @Override
  public CompletableFuture<OptionalLong> compareAndPut(
      String key, long expectedRevision, ByteString value) {
    checkArgument(expectedRevision >= 0, "expectedRevision: %s (expected: >= 0)", expectedRevision);
    return etcd.compareAndPut(key, expectedRevision, value, EtcdClient.NO_LEASE);
  }

  @Override
  public Part watch(String prefix, SnapshotListener listener) {
    return ListWatch.start(etcd, prefix, listener, thread, watchRound);
  }

  @Override
  public LeasedKey lease(
      String key, ByteString value, Duration timeToLive, Claim claim, LeaseListener listener) {
    checkArgument(
        timeToLive.compareTo(SHORTEST_LEASE) >= 0,
        "timeToLive: %s (expected: at least %s)",
        timeToLive,
        SHORTEST_LEASE);
    keepers.removeIf(LeaseKeeper::isReleased);
    LeaseKeeper keeper =
        LeaseKeeper.start(etcd, key, value, timeToLive, claim, listener, thread, ticker);
    keepers.add(keeper);
    return keeper;
  }

  /** Lets go of all leases, within two seconds, and stops. */
  @Override
  public void close() {
    LeaseKeeper.await(
        CompletableFuture.allOf(
            keepers.stream().map(LeaseKeeper::release).toArray(CompletableFuture[]::new)));
    thread.close();
    connection.close();
  }
}
