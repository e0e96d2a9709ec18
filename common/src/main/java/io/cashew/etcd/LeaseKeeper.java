package io.cashew.etcd;

import com.google.protobuf.ByteString;
import io.cashew.cluster.ClusterStore.Claim;
import io.cashew.cluster.ClusterStore.LeaseListener;
import io.cashew.cluster.ClusterStore.LeasedKey;
import io.cashew.cluster.StoreThread;
import io.cashew.time.Ticker;
import io.cashew.time.Timers.Timer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a key in etcd under a lease, whatever becomes of etcd and of any lease.
 *
 * <p>One step, over and over, makes true what ought to be: confirm the lease (renew it, or get
 * one), then put the key if it is absent, or ours and out of date. A step follows a third of the
 * time to live after the last, at once after an update, and soon after a failure. The key is ours
 * if it stands under our lease, so a put whose answer was lost is recognized, and revoking the
 * lease deletes the key only if it is ours.
 *
 * <p>Threads: all of it runs on the store's thread, but for {@link #held}, {@link #update} and the
 * release.
 */
final class LeaseKeeper implements LeasedKey {
  private static final Logger log = LoggerFactory.getLogger(LeaseKeeper.class);
  private static final Duration LONGEST_RELEASE = Duration.ofSeconds(2);

  private final Etcd etcd;
  private final String key;
  private final Duration timeToLive;
  private final LeaseListener listener;
  private final StoreThread thread;
  private final Ticker ticker;
  private final Retries retries;

  private Timer next = () -> {};
  private Timer expiry = () -> {};
  private boolean stepping;
  private boolean stepAgain;
  private boolean overwrite;

  // Written on the store's thread, read anywhere.
  private volatile long lease = Etcd.NO_LEASE;
  private volatile long heldUntil;
  private volatile boolean held;

  // Written anywhere.
  private volatile ByteString value;
  private volatile boolean released;

  private LeaseKeeper(
      Etcd etcd,
      String key,
      ByteString value,
      Duration timeToLive,
      Claim claim,
      LeaseListener listener,
      StoreThread thread,
      Ticker ticker,
      RandomGenerator random) {
    this.etcd = etcd;
    this.key = key;
    this.value = value;
    this.timeToLive = timeToLive;
    this.overwrite = claim == Claim.OVERWRITE;
    this.listener = listener;
    this.thread = thread;
    this.ticker = ticker;
    this.retries = new Retries("holding " + key, random);
  }

  /** Starts to put the key and to keep it, until the release. */
  static LeaseKeeper start(
      Etcd etcd,
      String key,
      ByteString value,
      Duration timeToLive,
      Claim claim,
      LeaseListener listener,
      StoreThread thread,
      Ticker ticker,
      RandomGenerator random) {
    LeaseKeeper started =
        new LeaseKeeper(etcd, key, value, timeToLive, claim, listener, thread, ticker, random);
    thread.execute(started::step);
    return started;
  }

  @Override
  public boolean held() {
    return held && !released && ticker.nanos() - heldUntil < 0;
  }

  @Override
  public void update(ByteString changed) {
    value = changed;
    thread.execute(this::step);
  }

  private void step() {
    if (released) {
      return;
    }
    if (stepping) {
      stepAgain = true;
      return;
    }
    next.cancel();
    stepping = true;
    stepAgain = false;
    long asked = ticker.nanos();
    CompletableFuture<Boolean> unused =
        confirmLease()
            .thenCompose(confirmed -> claimKey())
            .whenComplete((ours, failure) -> stepped(asked, ours, failure));
  }

  private CompletableFuture<Void> confirmLease() {
    return lease == Etcd.NO_LEASE
        ? etcd.grant(timeToLive).thenAccept(this::granted)
        : etcd.renew(lease, third());
  }

  @SuppressWarnings("FutureReturnValueIgnored") // a lease that cannot be revoked runs out by itself
  private void granted(long id) {
    lease = id;
    if (released) {
      etcd.revoke(id); // the release did not know of it
    }
  }

  /** Sees to it that the key holds our value under our lease, unless it is someone else's. */
  private CompletableFuture<Boolean> claimKey() {
    ByteString wanted = value;
    return etcd.putIfAbsent(key, wanted, lease)
        .thenCompose(
            found -> {
              if (found.isEmpty()) {
                return CompletableFuture.completedFuture(true);
              }
              Etcd.Held present = found.get();
              boolean ours = present.lease() == lease;
              if (ours ? present.versioned().value().equals(wanted) : !overwrite) {
                return CompletableFuture.completedFuture(ours);
              }
              return etcd.compareAndPut(key, present.versioned().revision(), wanted, lease)
                  .thenApply(put -> put.isPresent());
            });
  }

  private void stepped(long asked, Boolean ours, Throwable failure) {
    stepping = false;
    if (released || thread.isClosed()) {
      return;
    }
    if (failure != null) {
      next = thread.after(failed(failure), this::step);
      return;
    }
    retries.succeeded();
    next = thread.after(stepAgain ? Duration.ZERO : third(), this::step);
    if (ours) {
      confirmed(asked);
    } else {
      lost("someone else has put it (do two processes run under one name?)");
    }
  }

  private Duration failed(Throwable failure) {
    if (Failures.isLeaseGone(failure)) {
      lease = Etcd.NO_LEASE;
      lost("its lease has run out in etcd");
      return retries.pause();
    }
    return retries.afterFailure(failure);
  }

  private void confirmed(long asked) {
    overwrite = false;
    heldUntil = asked + timeToLive.toNanos();
    expiry.cancel();
    expiry =
        thread.after(
            Duration.ofNanos(heldUntil - ticker.nanos()),
            () -> lost("its lease was not confirmed for " + timeToLive.toSeconds() + " s"));
    if (!held) {
      held = true;
      log.info("{} is held", key);
      tell(listener::onHeld);
    }
  }

  private void lost(String why) {
    expiry.cancel();
    if (held) {
      held = false;
      log.warn("{} is lost: {}; it is put again as soon as that can be", key, why);
      tell(listener::onLost);
    }
  }

  private void tell(Runnable news) {
    thread.execute(
        () -> {
          if (!released) {
            news.run();
          }
        });
  }

  private Duration third() {
    return timeToLive.dividedBy(3);
  }

  /** Stops, and lets go of key and lease. Ends within the request timeout, on any thread. */
  CompletableFuture<Void> release() {
    if (released) {
      return CompletableFuture.completedFuture(null);
    }
    released = true;
    thread.execute(
        () -> {
          next.cancel();
          expiry.cancel();
        });
    long last = lease;
    return last == Etcd.NO_LEASE ? CompletableFuture.completedFuture(null) : etcd.revoke(last);
  }

  boolean isReleased() {
    return released;
  }

  @Override
  public void close() {
    await(release());
  }

  /** Waits for a release, but not for long: what cannot be revoked runs out by itself. */
  static void await(CompletableFuture<Void> release) {
    try {
      release.get(LONGEST_RELEASE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      log.info("a lease could not be revoked and will run out: {}", Failures.reason(e));
    }
  }
}
