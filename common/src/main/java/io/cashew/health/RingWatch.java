package io.cashew.health;

import io.cashew.metrics.Metric;
import io.cashew.metrics.MetricSource;
import io.cashew.metrics.Sheet;
import io.cashew.ring.Epoch;
import java.time.InstantSource;

/** Which ring a process goes by, and since when. Written by one thread, read by any. */
public final class RingWatch implements MetricSource {
  private static final Metric INCARNATION =
      Metric.gauge("cashew_ring_incarnation", "The upper part of the ring's epoch.");
  private static final Metric REVISION =
      Metric.gauge("cashew_ring_revision", "The lower part of the ring's epoch; 0: no ring.");
  private static final Metric SINCE =
      Metric.gauge(
          "cashew_ring_in_force_timestamp_seconds",
          "When this process began to go by its ring, in Unix time; 0: no ring.");

  private static final double MILLIS = 1e3;

  private final InstantSource wallClock;
  private volatile Following following = new Following(0, 0);

  public RingWatch(InstantSource wallClock) {
    this.wallClock = wallClock;
  }

  /** The process goes by the ring of this epoch, now or still. */
  public void follows(long epoch) {
    if (epoch != following.epoch) {
      following = new Following(epoch, wallClock.millis());
    }
  }

  /** The epoch of the ring it goes by; 0: none. */
  public long epoch() {
    return following.epoch;
  }

  /** For how long it has gone by that ring; 0: there is none. */
  public long inForceMillis() {
    Following now = following;
    return now.epoch == 0 ? 0 : Math.max(0, wallClock.millis() - now.sinceMillis);
  }

  @Override
  public void report(Sheet sheet) {
    Following now = following;
    sheet.put(INCARNATION, Epoch.incarnation(now.epoch));
    sheet.put(REVISION, Epoch.revision(now.epoch));
    sheet.put(SINCE, now.sinceMillis / MILLIS);
  }

  private record Following(long epoch, long sinceMillis) {}
}
