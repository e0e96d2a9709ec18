package io.cashew.cluster;

import com.google.protobuf.ByteString;
import io.cashew.lifecycle.Part;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/**
 * A small, linearizable key-value store that the whole cluster shares; etcd, or memory.
 *
 * <p>Every change to the store gets a revision, higher than the last. Keys are plain text. Futures
 * end within the store's request timeout; they fail with {@link ClusterStoreException} when the
 * store cannot be reached, or is closed. Never on the path of a client's request.
 *
 * <p>Thread-safe. A store has one thread, on which it calls every listener and completes every
 * future, one at a time: nothing that runs there may block, nor wait for another future of the
 * store. Closing a handle on that thread ends its calls at once; closed elsewhere, a call that has
 * begun runs to its end. Closing the store closes its handles.
 */
public interface ClusterStore extends Part {
  /** The shortest time to live of a lease: etcd counts them in seconds. */
  Duration SHORTEST_LEASE = Duration.ofSeconds(1);

  /** What a key holds now; a linearizable read. */
  CompletableFuture<Optional<Versioned>> read(String key);

  /** What all keys with a prefix hold now; a linearizable read. */
  CompletableFuture<Snapshot> list(String prefix);

  /**
   * Puts a value if the key's revision is still the expected one, 0 for a key that does not exist.
   *
   * @return the put's revision, or empty if the key has changed meanwhile. A future that fails says
   *     nothing about whether the put happened.
   */
  CompletableFuture<OptionalLong> compareAndPut(
      String key, long expectedRevision, ByteString value);

  /**
   * Tells a listener what the keys with a prefix hold: once as soon as it is known, then after
   * every change, until the watch is closed. Snapshots are whole, and their revisions never go back
   * unless the store itself does, because it was restored from a backup; several changes may arrive
   * as one snapshot (rule R17: a watch is a hint). The store may be out of reach for any time: the
   * listener then hears nothing, and the newest state when it is back.
   *
   * <p>A snapshot that holds the same as the last is not delivered, so the revision of the last one
   * may lie behind the store's.
   */
  Part watch(String prefix, SnapshotListener listener);

  /**
   * Keeps a key alive under a lease: puts it, renews the lease, and puts it again under a new lease
   * if it was ever lost, until the handle is closed, which deletes the key at once. If the process
   * dies, the key vanishes when its time to live has passed.
   *
   * <p>A key that someone else puts while it is ours is not fought for: it counts as lost, and is
   * put again when it is free.
   *
   * @param timeToLive at least {@link #SHORTEST_LEASE}
   */
  LeasedKey lease(
      String key, ByteString value, Duration timeToLive, Claim claim, LeaseListener listener);

  /** What to do about a key that exists already. */
  enum Claim {
    /** The key is ours by right: the first put overwrites what stands there. */
    OVERWRITE,
    /** First come, first served: wait until it is gone, then try again. */
    IF_ABSENT
  }

  /** Called with every new state of a watched prefix. */
  @FunctionalInterface
  interface SnapshotListener {
    void onSnapshot(Snapshot snapshot);
  }

  /** Hears of a leased key's fate: held and lost, in turns, until the handle is closed. */
  interface LeaseListener {
    /** The key stands in the store under our lease. */
    void onHeld();

    /** The key is someone else's, or the lease was not confirmed for a whole time to live. */
    void onLost();
  }

  /** A key under a lease. Closing deletes it, if it is ours, within two seconds. */
  interface LeasedKey extends Part {
    /** Key and lease were confirmed within the time to live, by a monotonic clock. Never blocks. */
    boolean held();

    /** Changes the value, now if the key is held, else when it is next put. */
    void update(ByteString value);
  }
}
