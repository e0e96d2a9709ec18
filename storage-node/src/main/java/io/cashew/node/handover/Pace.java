package io.cashew.node.handover;

import static com.google.common.base.Preconditions.checkArgument;

import io.cashew.time.Ticker;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Keeps what comes in to a rate, over all streams together. For one thread. */
final class Pace {
  private static final long NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

  private final long bytesPerSecond;
  private final Ticker ticker;
  private long freeAt;

  Pace(long bytesPerSecond, Ticker ticker) {
    checkArgument(bytesPerSecond > 0, "bytesPerSecond: %s (expected: > 0)", bytesPerSecond);
    this.bytesPerSecond = bytesPerSecond;
    this.ticker = ticker;
    this.freeAt = ticker.nanos();
  }

  /** So many bytes have come in: says how long to wait before asking for more. */
  Duration after(long bytes) {
    long now = ticker.nanos();
    if (now - freeAt > 0) {
      freeAt = now;
    }
    freeAt += (long) ((double) bytes / bytesPerSecond * NANOS_PER_SECOND);
    return Duration.ofNanos(freeAt - now);
  }
}
