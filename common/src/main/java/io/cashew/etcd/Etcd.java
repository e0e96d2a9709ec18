package io.cashew.etcd;

import com.google.protobuf.ByteString;
import io.cashew.cluster.Snapshot;
import io.cashew.cluster.Versioned;
import io.cashew.lifecycle.Part;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * The few things we ask of etcd, in our words.
 *
 * <p>Reads are linearizable. Futures end within the request timeout, on the store's thread unless
 * they say otherwise, and fail with {@link io.cashew.cluster.ClusterStoreException}. Thread-safe.
 */
interface Etcd {
  /** Put under no lease. */
  long NO_LEASE = 0;

  /** What a key holds, under a lease or not. */
  record Held(Versioned versioned, long lease) {}

  CompletableFuture<Optional<Held>> read(String key);

  CompletableFuture<Snapshot> list(String prefix);

  /** Puts a value if the key's revision is still the expected one, 0 for none. */
  CompletableFuture<OptionalLong> compareAndPut(
      String key, long expectedRevision, ByteString value, long lease);

  /** Puts a value if the key does not exist; else says what it holds. */
  CompletableFuture<Optional<Held>> putIfAbsent(String key, ByteString value, long lease);

  /** A new lease's id. */
  CompletableFuture<Long> grant(Duration timeToLive);

  /** Renews a lease. {@link Failures#isLeaseGone} tells whether it is beyond renewal. */
  CompletableFuture<Void> renew(long lease, Duration timeout);

  /** Ends a lease and deletes its keys, at once. Completes on any thread: one may wait for it. */
  CompletableFuture<Void> revoke(long lease);

  /**
   * Watches a prefix for a while. Both callbacks come on the store's thread, and none after the
   * watch is closed.
   *
   * @param changed something has changed; several changes may be told at once
   * @param ended the watch is over, for whatever reason; told once, if ever
   */
  Part watch(String prefix, long fromRevision, Runnable changed, Consumer<Throwable> ended);
}
