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
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

/**
 * The cluster store in etcd, 3.4 or newer. Revisions are etcd's own.
 *
 * <p>Once open it never gives up: etcd may be away for any time, and watches and leases are back
 * within a second or two of its return.
 */
public final class EtcdClusterStore implements ClusterStore {
  private final StoreThread thread;
  private final Part connection;
  private final Etcd etcd;
  private final Ticker ticker;
  private final RandomGenerator random;
  private final Duration watchRound;
  private final Set<LeaseKeeper> keepers = ConcurrentHashMap.newKeySet();

  /**
   * @param connection closed along with the store
   * @param random used by the store's thread alone
   */
  EtcdClusterStore(
      Etcd etcd,
      StoreThread thread,
      Part connection,
      Ticker ticker,
      Duration watchRound,
      RandomGenerator random) {
    this.etcd = etcd;
    this.thread = thread;
    this.connection = connection;
    this.ticker = ticker;
    this.watchRound = watchRound;
    this.random = random;
  }

  /**
   * Opens the store, once etcd has answered. Blocks until then.
   *
   * @throws ClusterStoreException if etcd does not answer within the start timeout, or turns us
   *     away; the message says what can be done
   */
  public static EtcdClusterStore open(EtcdSettings settings) {
    EtcdConnection connection = new EtcdConnection(settings, Ticker.system());
    try {
      connection.awaitAnswer();
      return over(connection, settings, Ticker.system(), ListWatch.ROUND);
    } catch (RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  /** Opens the store, whether etcd answers or not. Does not block. */
  public static EtcdClusterStore connect(EtcdSettings settings) {
    return over(
        new EtcdConnection(settings, Ticker.system()), settings, Ticker.system(), ListWatch.ROUND);
  }

  static EtcdClusterStore over(
      EtcdConnection connection, EtcdSettings settings, Ticker ticker, Duration watchRound) {
    StoreThread thread = StoreThread.start();
    return new EtcdClusterStore(
        new EtcdClient(connection, settings, thread),
        thread,
        connection,
        ticker,
        watchRound,
        new SplittableRandom());
  }

  @Override
  public CompletableFuture<Optional<Versioned>> read(String key) {
    return etcd.read(key).thenApply(held -> held.map(Etcd.Held::versioned));
  }

  @Override
  public CompletableFuture<Snapshot> list(String prefix) {
    return etcd.list(prefix);
  }

  @Override
  public CompletableFuture<OptionalLong> compareAndPut(
      String key, long expectedRevision, ByteString value) {
    checkArgument(expectedRevision >= 0, "expectedRevision: %s (expected: >= 0)", expectedRevision);
    return etcd.compareAndPut(key, expectedRevision, value, Etcd.NO_LEASE);
  }

  @Override
  public Part watch(String prefix, SnapshotListener listener) {
    return ListWatch.start(etcd, prefix, listener, thread, watchRound, random);
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
        LeaseKeeper.start(etcd, key, value, timeToLive, claim, listener, thread, ticker, random);
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
