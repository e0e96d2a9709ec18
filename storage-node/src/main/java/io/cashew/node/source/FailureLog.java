package io.cashew.node.source;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.cashew.time.Ticker;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs why a source failed and gives the failure an id. Clients are told the id; the cause, which
 * may quote queries and rows, stays in the log. Thread-safe.
 *
 * <p>A source that fails every load must not flood the log: one cause a second is logged in full.
 * Failures within that second share its id and are counted in the next line.
 */
public final class FailureLog {
  private static final Logger log = LoggerFactory.getLogger(FailureLog.class);
  private static final long QUIET_NANOS = Duration.ofSeconds(1).toNanos();

  private final String source;
  private final Ticker ticker;

  @GuardedBy("this")
  private String lastId = "";

  @GuardedBy("this")
  private long lastLogged;

  @GuardedBy("this")
  private long unlogged;

  public FailureLog(String source, Ticker ticker) {
    this.source = source;
    this.ticker = ticker;
  }

  /** Logs a failure, unless one was a moment ago, and returns the id to tell clients. */
  public String record(Throwable cause) {
    String id;
    long skipped;
    synchronized (this) {
      long now = ticker.nanos();
      if (!lastId.isEmpty() && now - lastLogged < QUIET_NANOS) {
        unlogged++;
        return lastId;
      }
      id = String.format(Locale.ROOT, "%08x", ThreadLocalRandom.current().nextInt());
      skipped = unlogged;
      lastId = id;
      lastLogged = now;
      unlogged = 0;
    }
    log.warn(
        "source \"{}\" failed (id {}; {} more failures since the last that was logged)",
        source,
        id,
        skipped,
        cause);
    return id;
  }
}
