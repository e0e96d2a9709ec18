package io.cashew.health;

import io.cashew.cluster.ClusterStore.LeaseListener;
import io.cashew.metrics.Metric;
import io.cashew.metrics.MetricSource;
import io.cashew.metrics.Sheet;
import io.cashew.time.Ticker;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether the cluster store is in reach: by the lease that a process holds there. A store that goes
 * away is noticed when the lease would have ended. Thread-safe.
 */
public final class StoreWatch implements LeaseListener, MetricSource {
  private static final Metric REACHABLE =
      Metric.gauge(
          "cashew_store_reachable",
          "Whether etcd has confirmed this process's lease within its time to live.");

  private final Ticker ticker;
  private volatile @Nullable Long awaySince;

  /** Not in reach yet. */
  public StoreWatch(Ticker ticker) {
    this.ticker = ticker;
    this.awaySince = ticker.nanos();
  }

  @Override
  public void onHeld() {
    awaySince = null;
  }

  @Override
  public void onLost() {
    awaySince = ticker.nanos();
  }

  /** For how long it has been out of reach; empty: it is not. */
  public Optional<Duration> away() {
    Long since = awaySince;
    return Optional.ofNullable(since).map(then -> Duration.ofNanos(ticker.nanos() - then));
  }

  /** For people: that it is out of reach; empty: it is not. */
  public Optional<String> trouble() {
    return away()
        .map(
            away ->
                "etcd has not confirmed this process's lease for %d s: the membership is frozen"
                    .formatted(away.toSeconds()));
  }

  @Override
  public void report(Sheet sheet) {
    sheet.put(REACHABLE, awaySince == null ? 1 : 0);
  }
}
