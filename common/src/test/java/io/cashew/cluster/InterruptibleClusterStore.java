package io.cashew.cluster;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import com.google.protobuf.ByteString;
import io.cashew.lifecycle.Part;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * One process's link to a cluster store, which a test can cut. Several processes share a store, and
 * each has a link of its own. Thread-safe.
 *
 * <p>While it is cut, requests fail, watches hear nothing, and leases count as held until {@link
 * #expireLeases}. Once it is mended, watches hear the newest state and lost keys are put again.
 */
public final class InterruptibleClusterStore implements ClusterStore {
  private final ClusterStore store;

  @GuardedBy("this")
  private final List<Link> links = new ArrayList<>();

  @GuardedBy("this")
  private boolean cut;

  public InterruptibleClusterStore(ClusterStore store) {
    this.store = store;
  }

  /** Cuts the link. */
  public synchronized void cut() {
    cut = true;
    links.forEach(Link::cut);
  }

  /** What the store does about a process it has not heard of for too long: its keys vanish. */
  public synchronized void expireLeases() {
    links.forEach(Link::expire);
  }

  /** Mends the link. */
  public synchronized void mend() {
    cut = false;
    links.forEach(Link::mend);
  }

  @Override
  public CompletableFuture<Optional<Versioned>> read(String key) {
    return ask(() -> store.read(key));
  }

  @Override
  public CompletableFuture<Snapshot> list(String prefix) {
    return ask(() -> store.list(prefix));
  }

  @Override
  public CompletableFuture<OptionalLong> compareAndPut(
      String key, long expectedRevision, ByteString value) {
    return ask(() -> store.compareAndPut(key, expectedRevision, value));
  }

  @Override
  public synchronized Part watch(String prefix, SnapshotListener listener) {
    return add(new WatchLink(prefix, listener));
  }

  @Override
  public synchronized LeasedKey lease(
      String key, ByteString value, Duration timeToLive, Claim claim, LeaseListener listener) {
    return add(new LeaseLink(key, value, timeToLive, claim, listener));
  }

  /** Closes this link's watches and leases; the store stays open. */
  @Override
  public synchronized void close() {
    List.copyOf(links).forEach(Link::close);
  }

  @GuardedBy("this")
  private <L extends Link> L add(L link) {
    links.add(link);
    if (!cut) {
      link.mend();
    }
    return link;
  }

  private synchronized <T> CompletableFuture<T> ask(Supplier<CompletableFuture<T>> request) {
    return cut
        ? CompletableFuture.failedFuture(new ClusterStoreException("the link is cut"))
        : request.get();
  }

  private synchronized void remove(Link link) {
    links.remove(link);
  }

  private interface Link extends Part {
    void cut();

    void expire();

    void mend();
  }

  private final class WatchLink implements Link {
    private final String prefix;
    private final SnapshotListener listener;
    private volatile Part watch = () -> {};
    private volatile Snapshot delivered;

    WatchLink(String prefix, SnapshotListener listener) {
      this.prefix = prefix;
      this.listener = listener;
    }

    @Override
    public void cut() {
      watch.close();
    }

    @Override
    public void expire() {}

    @Override
    public void mend() {
      watch.close();
      watch = store.watch(prefix, this::deliver);
    }

    private void deliver(Snapshot snapshot) {
      if (delivered == null || !delivered.entries().equals(snapshot.entries())) {
        delivered = snapshot;
        listener.onSnapshot(snapshot);
      }
    }

    @Override
    public void close() {
      watch.close();
      remove(this);
    }
  }

  private final class LeaseLink implements Link, LeasedKey {
    private static final LeasedKey NONE =
        new LeasedKey() {
          @Override
          public boolean held() {
            return false;
          }

          @Override
          public void update(ByteString value) {}

          @Override
          public void close() {}
        };

    private final String key;
    private final Duration timeToLive;
    private final Claim claim;
    private final LeaseListener listener;
    private volatile ByteString value;
    private volatile LeasedKey leased = NONE;

    LeaseLink(
        String key, ByteString value, Duration timeToLive, Claim claim, LeaseListener listener) {
      this.key = key;
      this.value = value;
      this.timeToLive = timeToLive;
      this.claim = claim;
      this.listener = listener;
    }

    @Override
    public void cut() {}

    @Override
    public void expire() {
      boolean lost = leased.held();
      leased.close();
      leased = NONE;
      if (lost) {
        listener.onLost();
      }
    }

    @Override
    public void mend() {
      if (leased == NONE) {
        leased = store.lease(key, value, timeToLive, claim, listener);
      }
    }

    @Override
    public boolean held() {
      return leased.held();
    }

    @Override
    public void update(ByteString changed) {
      value = changed;
      if (!isCut()) {
        leased.update(changed);
      }
    }

    @Override
    public void close() {
      leased.close();
      remove(this);
    }
  }

  private synchronized boolean isCut() {
    return cut;
  }
}
