package io.cashew.etcd;

import io.cashew.cluster.ClusterStore.SnapshotListener;
import io.cashew.cluster.Snapshot;
import io.cashew.cluster.StoreThread;
import io.cashew.lifecycle.Part;
import io.cashew.time.Timers.Timer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a listener told of what a prefix holds, whatever becomes of etcd and of any watch.
 *
 * <p>A round lists, delivers, and watches from the next revision on. Each hint of the watch makes
 * it list again: what the watch says has changed is never used. The round is over, and the next one
 * begins with a new watch, when the watch ends, when a list fails, and after ten seconds: so a
 * watch that has died without a word (rule R17) costs no more than that.
 *
 * <p>Threads: all of it runs on the store's thread, but for {@link #close}.
 */
final class ListWatch implements Part {
  static final Duration ROUND = Duration.ofSeconds(10);

  private static final Logger log = LoggerFactory.getLogger(ListWatch.class);
  private static final Part NO_WATCH = () -> {};

  private final Etcd etcd;
  private final String prefix;
  private final SnapshotListener listener;
  private final StoreThread thread;
  private final Duration round;
  private final Retries retries;

  private Part watch = NO_WATCH;
  private Timer next = () -> {};
  private boolean listing;
  private boolean changedMeanwhile;
  private long newestRevision;
  private @Nullable Snapshot delivered;

  private volatile boolean closed;

  private ListWatch(
      Etcd etcd,
      String prefix,
      SnapshotListener listener,
      StoreThread thread,
      Duration round,
      RandomGenerator random) {
    this.etcd = etcd;
    this.prefix = prefix;
    this.listener = listener;
    this.thread = thread;
    this.round = round;
    this.retries = new Retries("watching " + prefix, random);
  }

  /**
   * Starts to list and watch, and never stops.
   *
   * @param round how long a watch is trusted, usually {@link #ROUND}
   */
  static ListWatch start(
      Etcd etcd,
      String prefix,
      SnapshotListener listener,
      StoreThread thread,
      Duration round,
      RandomGenerator random) {
    ListWatch started = new ListWatch(etcd, prefix, listener, thread, round, random);
    thread.execute(started::beginRound);
    return started;
  }

  private void beginRound() {
    endRound();
    list();
  }

  private void endRound() {
    next.cancel();
    watch.close();
    watch = NO_WATCH;
  }

  private void list() {
    if (closed) {
      return;
    }
    if (listing) {
      changedMeanwhile = true;
      return;
    }
    listing = true;
    changedMeanwhile = false;
    CompletableFuture<Snapshot> unused = etcd.list(prefix).whenComplete(this::listed);
  }

  private void listed(Snapshot snapshot, @Nullable Throwable failure) {
    listing = false;
    if (closed || thread.isClosed()) {
      return;
    }
    if (failure != null) {
      endRound();
      next = thread.after(retries.afterFailure(failure), this::beginRound);
      return;
    }
    if (watch == NO_WATCH) {
      watch = etcd.watch(prefix, snapshot.revision() + 1, this::changed, this::watchEnded);
      next.cancel();
      next = thread.after(round, this::roundDone);
    }
    if (changedMeanwhile) {
      list();
    }
    deliver(snapshot);
  }

  private void changed() {
    retries.succeeded();
    list();
  }

  private void roundDone() {
    retries.succeeded();
    beginRound();
  }

  private void watchEnded(Throwable reason) {
    log.debug("watching {}: {}", prefix, Failures.reason(reason));
    endRound();
    next = thread.after(retries.pause(), this::beginRound);
  }

  private void deliver(Snapshot snapshot) {
    if (snapshot.revision() < newestRevision) {
      warnOf(snapshot);
    }
    newestRevision = snapshot.revision();
    if (delivered == null || !delivered.entries().equals(snapshot.entries())) {
      delivered = snapshot;
      thread.execute(() -> tell(snapshot));
    }
  }

  private void tell(Snapshot snapshot) {
    if (!closed) {
      listener.onSnapshot(snapshot);
    }
  }

  /** A list is linearizable: its revision goes back only if all of etcd did. */
  private void warnOf(Snapshot snapshot) {
    log.error(
        "etcd's revision went back from {} to {}: it was restored from a backup, or replaced. What it"
            + " holds under {} is believed, except for a ring that is older than the one in force",
        newestRevision,
        snapshot.revision(),
        prefix);
  }

  @Override
  public void close() {
    closed = true;
    thread.execute(this::endRound);
  }
}
