package io.cashew.etcd;

import io.cashew.cluster.ClusterStoreException;
import io.cashew.cluster.StoreThread;
import io.cashew.lifecycle.Part;
import io.etcd.jetcd.Watch;
import io.etcd.jetcd.watch.WatchResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * One watch of jetcd's, taken for no more than hints that something has changed, and over at its
 * first trouble. jetcd calls it on threads of its own; it calls on, on the store's thread.
 */
final class EtcdWatch implements Watch.Listener, Part {
  private final StoreThread thread;
  private final Runnable changed;
  private final Consumer<Throwable> ended;
  private final CompletableFuture<Watch.Watcher> watcher = new CompletableFuture<>();

  /** A hint is on its way: what comes meanwhile needs none. */
  private final AtomicBoolean hinted = new AtomicBoolean();

  private final AtomicBoolean over = new AtomicBoolean();
  private volatile boolean closed;

  EtcdWatch(StoreThread thread, Runnable changed, Consumer<Throwable> ended) {
    this.thread = thread;
    this.changed = changed;
    this.ended = ended;
  }

  /** Takes jetcd's handle, which it gives after it may have called us already. */
  void opened(CompletableFuture<Watch.Watcher> opening) {
    CompletableFuture<Watch.Watcher> unused =
        opening.whenComplete(
            (opened, failure) -> {
              if (failure == null) {
                watcher.complete(opened);
              } else {
                onError(failure);
              }
            });
  }

  @Override
  public void onNext(WatchResponse response) {
    if (hinted.compareAndSet(false, true)) {
      thread.execute(
          () -> {
            hinted.set(false); // before the call: what changes from now on is news
            if (!closed) {
              changed.run();
            }
          });
    }
  }

  @Override
  public void onError(Throwable failure) {
    if (over.compareAndSet(false, true)) {
      thread.execute(
          () -> {
            if (!closed) {
              ended.accept(failure);
            }
          });
    }
  }

  @Override
  public void onCompleted() {
    onError(new ClusterStoreException("the watch was ended by etcd"));
  }

  @Override
  public void close() {
    closed = true;
    CompletableFuture<Void> unused = watcher.thenAccept(Watch.Watcher::close);
  }
}
