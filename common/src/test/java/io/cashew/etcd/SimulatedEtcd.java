package io.cashew.etcd;

import com.google.common.collect.ImmutableSortedMap;
import com.google.protobuf.ByteString;
import io.cashew.cluster.ClusterStore;
import io.cashew.cluster.ClusterStore.LeasedKey;
import io.cashew.cluster.ClusterStoreException;
import io.cashew.cluster.Snapshot;
import io.cashew.cluster.StoreThread;
import io.cashew.cluster.Versioned;
import io.cashew.lifecycle.Part;
import io.cashew.time.Ticker;
import io.cashew.time.Timers;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * An etcd on a clock that stands still: keys with revisions, leases that run out, watches that
 * hint. It can be frozen, and it can forget its watches without a word. The stores that processes
 * open on it are the real ones, down to their watching and lease-keeping. For one thread.
 */
public final class SimulatedEtcd {
  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(2);

  private final Timers time;
  private final Ticker ticker;
  private final TreeMap<String, Cell> cells = new TreeMap<>();
  private final TreeMap<Long, Lease> leases = new TreeMap<>();
  private final Set<Watch> watches = new LinkedHashSet<>();
  private final List<Runnable> backlog = new ArrayList<>();
  private long revision = 1;
  private long lastLease;
  private boolean frozen;

  /** An empty etcd. */
  public SimulatedEtcd(Timers time, Ticker ticker) {
    this.time = time;
    this.ticker = ticker;
  }

  /** How a process and etcd reach each other: messages are late, or lost, as the wire has it. */
  public interface Wire {
    void toEtcd(Runnable message);

    void fromEtcd(Runnable message);
  }

  /**
   * A process opens its store.
   *
   * @param process runs what the process does, for as long as it lives
   * @param clock the process's
   */
  public ClusterStore open(Wire wire, Timers process, Ticker clock, RandomGenerator random) {
    StoreThread thread = StoreThread.on(process);
    return new EtcdClusterStore(
        new Client(wire, thread), thread, () -> {}, clock, ListWatch.ROUND, random);
  }

  /** Closes a leased key as its owner would, without waiting for the answer. */
  public static void release(LeasedKey key) {
    CompletableFuture<Void> unused = ((LeaseKeeper) key).release();
  }

  /** Everything that is asked waits, until {@link #thaw}. */
  public void freeze() {
    frozen = true;
  }

  /** Goes on: leases whose time has passed meanwhile are over at once. */
  public void thaw() {
    frozen = false;
    expire();
    List<Runnable> waiting = new ArrayList<>(backlog);
    backlog.clear();
    waiting.forEach(Runnable::run);
  }

  /** Watches are gone, and nobody is told. */
  public void forgetWatches() {
    watches.clear();
  }

  /** Watches end, as they do when what they follow was compacted or the leader is lost. */
  public void endWatches() {
    List<Watch> ended = new ArrayList<>(watches);
    watches.clear();
    ended.forEach(Watch::end);
  }

  private void serve(Runnable request) {
    if (frozen) {
      backlog.add(request);
    } else {
      request.run();
    }
  }

  private void expire() {
    if (frozen) {
      return;
    }
    List<Long> over =
        leases.entrySet().stream()
            .filter(lease -> ticker.nanos() - lease.getValue().expiry >= 0)
            .map(Map.Entry::getKey)
            .toList();
    over.forEach(this::end);
  }

  private void end(long id) {
    leases.remove(id);
    List<String> keys =
        cells.entrySet().stream()
            .filter(cell -> cell.getValue().lease == id)
            .map(Map.Entry::getKey)
            .toList();
    for (String key : keys) {
      revision++;
      cells.remove(key);
      hint(key);
    }
  }

  private void put(String key, ByteString value, long lease) {
    if (lease != Etcd.NO_LEASE && !leases.containsKey(lease)) {
      throw Status.NOT_FOUND.withDescription("requested lease not found").asRuntimeException();
    }
    revision++;
    cells.put(key, new Cell(new Versioned(value, revision), lease));
    hint(key);
  }

  private void hint(String key) {
    List.copyOf(watches).forEach(watch -> watch.hint(key));
  }

  private record Cell(Versioned versioned, long lease) {
    Etcd.Held held() {
      return new Etcd.Held(versioned, lease);
    }
  }

  private static final class Lease {
    private final Duration timeToLive;
    private long expiry;

    Lease(Duration timeToLive) {
      this.timeToLive = timeToLive;
    }
  }

  private void renew(Lease lease) {
    lease.expiry = ticker.nanos() + lease.timeToLive.toNanos();
    Timers.Timer unused = time.after(lease.timeToLive, this::expire);
  }

  /** A process's way to ask. */
  private final class Client implements Etcd {
    private final Wire wire;
    private final StoreThread thread;

    Client(Wire wire, StoreThread thread) {
      this.wire = wire;
      this.thread = thread;
    }

    private <T> CompletableFuture<T> ask(Duration timeout, Supplier<T> request) {
      CompletableFuture<T> answer = new CompletableFuture<>();
      wire.toEtcd(
          () ->
              serve(
                  () -> {
                    try {
                      T result = request.get();
                      wire.fromEtcd(() -> answer.complete(result));
                    } catch (RuntimeException e) {
                      wire.fromEtcd(() -> fail(answer, e));
                    }
                  }));
      Timers.Timer unused =
          thread.after(timeout, () -> fail(answer, Status.DEADLINE_EXCEEDED.asRuntimeException()));
      return thread.bring(answer);
    }

    private void fail(CompletableFuture<?> answer, RuntimeException failure) {
      answer.completeExceptionally(new ClusterStoreException("etcd", failure));
    }

    @Override
    public CompletableFuture<Optional<Held>> read(String key) {
      return ask(REQUEST_TIMEOUT, () -> Optional.ofNullable(cells.get(key)).map(Cell::held));
    }

    @Override
    public CompletableFuture<Snapshot> list(String prefix) {
      return ask(
          REQUEST_TIMEOUT,
          () -> {
            ImmutableSortedMap.Builder<String, Versioned> found = ImmutableSortedMap.naturalOrder();
            cells.tailMap(prefix).entrySet().stream()
                .takeWhile(cell -> cell.getKey().startsWith(prefix))
                .forEach(cell -> found.put(cell.getKey(), cell.getValue().versioned));
            return new Snapshot(revision, found.buildOrThrow());
          });
    }

    @Override
    public CompletableFuture<OptionalLong> compareAndPut(
        String key, long expectedRevision, ByteString value, long lease) {
      return ask(
          REQUEST_TIMEOUT,
          () -> {
            Cell cell = cells.get(key);
            if ((cell == null ? 0 : cell.versioned.revision()) != expectedRevision) {
              return OptionalLong.empty();
            }
            put(key, value, lease);
            return OptionalLong.of(revision);
          });
    }

    @Override
    public CompletableFuture<Optional<Held>> putIfAbsent(String key, ByteString value, long lease) {
      return ask(
          REQUEST_TIMEOUT,
          () -> {
            Cell cell = cells.get(key);
            if (cell == null) {
              put(key, value, lease);
            }
            return Optional.ofNullable(cell).map(Cell::held);
          });
    }

    @Override
    public CompletableFuture<Long> grant(Duration timeToLive) {
      return ask(
          REQUEST_TIMEOUT,
          () -> {
            Lease lease = new Lease(timeToLive);
            leases.put(++lastLease, lease);
            SimulatedEtcd.this.renew(lease);
            return lastLease;
          });
    }

    @Override
    public CompletableFuture<Void> renew(long id, Duration timeout) {
      return ask(
          timeout,
          () -> {
            Lease lease = leases.get(id);
            if (lease == null) {
              throw Status.NOT_FOUND.withDescription("lease not found").asRuntimeException();
            }
            SimulatedEtcd.this.renew(lease);
            return null;
          });
    }

    @Override
    public CompletableFuture<Void> revoke(long id) {
      return ask(
          REQUEST_TIMEOUT,
          () -> {
            end(id);
            return null;
          });
    }

    @Override
    public Part watch(
        String prefix, long fromRevision, Runnable changed, Consumer<Throwable> ended) {
      Watch watch = new Watch(wire, thread, prefix, changed, ended);
      wire.toEtcd(() -> serve(() -> watch.open(fromRevision)));
      return watch;
    }
  }

  private final class Watch implements Part {
    private final Wire wire;
    private final StoreThread thread;
    private final String prefix;
    private final Runnable changed;
    private final Consumer<Throwable> ended;
    private boolean closed;

    Watch(
        Wire wire, StoreThread thread, String prefix, Runnable changed, Consumer<Throwable> ended) {
      this.wire = wire;
      this.thread = thread;
      this.prefix = prefix;
      this.changed = changed;
      this.ended = ended;
    }

    /** What has changed since the revision is told now; deletions count as changes, to be safe. */
    void open(long fromRevision) {
      if (closed) {
        return;
      }
      watches.add(this);
      if (revision >= fromRevision) {
        tell(changed);
      }
    }

    void hint(String key) {
      if (key.startsWith(prefix)) {
        tell(changed);
      }
    }

    void end() {
      tell(() -> ended.accept(Status.UNAVAILABLE.asRuntimeException()));
    }

    private void tell(Runnable news) {
      wire.fromEtcd(
          () ->
              thread.execute(
                  () -> {
                    if (!closed) {
                      news.run();
                    }
                  }));
    }

    @Override
    public void close() {
      closed = true;
      watches.remove(this);
    }
  }
}
