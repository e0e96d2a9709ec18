package io.cashew.cluster;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableSortedMap;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import com.google.protobuf.ByteString;
import io.cashew.lifecycle.Part;
import io.cashew.time.Timers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A cluster store for the parts of one process. Nothing is kept when it is closed.
 *
 * <p>A lease is held until its handle is closed: the process that holds it cannot die without the
 * store. Thread-safe: one lock covers keys, watches and leases, and nothing is called under it.
 */
public final class InMemoryClusterStore implements ClusterStore {
  private final StoreThread thread;
  private final ReentrantLock lock = new ReentrantLock();

  @GuardedBy("lock")
  private final TreeMap<String, Cell> cells = new TreeMap<>();

  @GuardedBy("lock")
  private final List<Watch> watches = new ArrayList<>();

  /** Leases that wait for their key, first come first. */
  @GuardedBy("lock")
  private final List<Lease> waiting = new ArrayList<>();

  @GuardedBy("lock")
  private long revision;

  private volatile boolean closed;

  private InMemoryClusterStore(StoreThread thread) {
    this.thread = thread;
  }

  /** A store with a thread of its own. */
  public static InMemoryClusterStore start() {
    return new InMemoryClusterStore(StoreThread.start());
  }

  /** A store that calls back where these timers run their tasks: a simulation brings its own. */
  public static InMemoryClusterStore on(Timers timers) {
    return new InMemoryClusterStore(StoreThread.on(timers));
  }

  @Override
  public CompletableFuture<Optional<Versioned>> read(String key) {
    lock.lock();
    try {
      return answer(Optional.ofNullable(cells.get(key)).map(Cell::held));
    } finally {
      lock.unlock();
    }
  }

  @Override
  public CompletableFuture<Snapshot> list(String prefix) {
    return answer(now(prefix));
  }

  @Override
  public CompletableFuture<OptionalLong> compareAndPut(
      String key, long expectedRevision, ByteString value) {
    checkArgument(expectedRevision >= 0, "expectedRevision: %s (expected: >= 0)", expectedRevision);
    lock.lock();
    try {
      Cell cell = cells.get(key);
      long found = cell == null ? 0 : cell.held.revision();
      if (closed || found != expectedRevision) {
        return answer(OptionalLong.empty());
      }
      put(key, value, null);
      return answer(OptionalLong.of(revision));
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Part watch(String prefix, SnapshotListener listener) {
    Watch watch = new Watch(prefix, listener);
    lock.lock();
    try {
      watches.add(watch);
    } finally {
      lock.unlock();
    }
    watch.wake();
    return watch;
  }

  @Override
  public LeasedKey lease(
      String key, ByteString value, Duration timeToLive, Claim claim, LeaseListener listener) {
    checkArgument(
        timeToLive.compareTo(SHORTEST_LEASE) >= 0,
        "timeToLive: %s (expected: at least %s)",
        timeToLive,
        SHORTEST_LEASE);
    Lease lease = new Lease(key, value, listener);
    lock.lock();
    try {
      if (claim == Claim.OVERWRITE || !cells.containsKey(key)) {
        take(lease);
      } else {
        waiting.add(lease);
      }
    } finally {
      lock.unlock();
    }
    return lease;
  }

  @Override
  public void close() {
    closed = true;
    thread.close();
  }

  private <T> CompletableFuture<T> answer(T value) {
    return closed
        ? CompletableFuture.failedFuture(new ClusterStoreException("the cluster store is closed"))
        : thread.bring(CompletableFuture.completedFuture(value));
  }

  private Snapshot now(String prefix) {
    ImmutableSortedMap.Builder<String, Versioned> entries = ImmutableSortedMap.naturalOrder();
    lock.lock();
    try {
      for (Map.Entry<String, Cell> entry : cells.tailMap(prefix).entrySet()) {
        if (!entry.getKey().startsWith(prefix)) {
          break;
        }
        entries.put(entry.getKey(), entry.getValue().held);
      }
      return new Snapshot(revision, entries.buildOrThrow());
    } finally {
      lock.unlock();
    }
  }

  @GuardedBy("lock")
  private void put(String key, ByteString value, @Nullable Lease holder) {
    revision++;
    Cell previous = cells.put(key, new Cell(new Versioned(value, revision), holder));
    if (previous != null && previous.holder != null && previous.holder != holder) {
      displace(previous.holder);
    }
    wakeWatches(key);
  }

  @GuardedBy("lock")
  private void delete(String key) {
    revision++;
    cells.remove(key);
    wakeWatches(key);
    for (Lease lease : waiting) {
      if (lease.key.equals(key)) {
        waiting.remove(lease);
        take(lease);
        return;
      }
    }
  }

  @GuardedBy("lock")
  private void take(Lease lease) {
    lease.held = true;
    put(lease.key, lease.value, lease);
    lease.tell(lease.listener::onHeld);
  }

  @GuardedBy("lock")
  private void displace(Lease lease) {
    lease.held = false;
    waiting.add(lease);
    lease.tell(lease.listener::onLost);
  }

  @GuardedBy("lock")
  private void wakeWatches(String key) {
    for (Watch watch : watches) {
      if (key.startsWith(watch.prefix)) {
        watch.wake();
      }
    }
  }

  /** What a key holds, and under which lease. */
  private record Cell(Versioned held, @Nullable Lease holder) {}

  /** One listener. It has at most one delivery on its way, which takes the state as it then is. */
  private final class Watch implements Part {
    private final String prefix;
    private final SnapshotListener listener;
    private volatile boolean ended;

    /** A delivery is on its way: what changes meanwhile needs none. */
    private final AtomicBoolean awake = new AtomicBoolean();

    private @Nullable Snapshot delivered; // by the store's thread alone

    Watch(String prefix, SnapshotListener listener) {
      this.prefix = prefix;
      this.listener = listener;
    }

    void wake() {
      if (awake.compareAndSet(false, true)) {
        thread.execute(this::deliver);
      }
    }

    private void deliver() {
      awake.set(false); // before looking: what changes from now on is news
      Snapshot snapshot = now(prefix);
      if (!ended && (delivered == null || !delivered.entries().equals(snapshot.entries()))) {
        delivered = snapshot;
        listener.onSnapshot(snapshot);
      }
    }

    @Override
    public void close() {
      ended = true;
      lock.lock();
      try {
        watches.remove(this);
      } finally {
        lock.unlock();
      }
    }
  }

  /** A key that stands until its handle is closed, or that waits for its turn. */
  private final class Lease implements LeasedKey {
    private final String key;
    private final LeaseListener listener;

    // Written under the lock.
    private volatile ByteString value;
    private volatile boolean held;
    private volatile boolean released;

    Lease(String key, ByteString value, LeaseListener listener) {
      this.key = key;
      this.value = value;
      this.listener = listener;
    }

    void tell(Runnable news) {
      thread.execute(
          () -> {
            if (!released) {
              news.run();
            }
          });
    }

    @Override
    public boolean held() {
      return held && !closed;
    }

    @Override
    public void update(ByteString changed) {
      lock.lock();
      try {
        value = changed;
        if (held) {
          put(key, changed, this);
        }
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void close() {
      lock.lock();
      try {
        released = true;
        waiting.remove(this);
        if (held) {
          held = false;
          delete(key);
        }
      } finally {
        lock.unlock();
      }
    }
  }
}
