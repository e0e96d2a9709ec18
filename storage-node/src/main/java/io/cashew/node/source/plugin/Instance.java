package io.cashew.node.source.plugin;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.cashew.source.SourcePlugin;
import io.cashew.time.Ticker;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The one instance of a plug-in, made and opened by the first load. If that fails it is tried
 * again, once a second at most. Thread-safe; blocks while the plug-in is opening, unless
 * interrupted.
 */
final class Instance {
  private static final long PAUSE_NANOS = Duration.ofSeconds(1).toNanos();

  private final ServiceLoader.Provider<SourcePlugin> provider;
  private final Map<String, String> settings;
  private final Ticker ticker;
  private final ReentrantLock lock = new ReentrantLock();
  private final AtomicReference<@Nullable SourcePlugin> opened = new AtomicReference<>();

  @GuardedBy("lock")
  private @Nullable Throwable lastFailure;

  @GuardedBy("lock")
  private long failedAt;

  Instance(
      ServiceLoader.Provider<SourcePlugin> provider, Map<String, String> settings, Ticker ticker) {
    this.provider = provider;
    this.settings = settings;
    this.ticker = ticker;
  }

  SourcePlugin get() throws Exception {
    SourcePlugin ready = opened.get();
    if (ready != null) {
      return ready;
    }
    lock.lockInterruptibly();
    try {
      SourcePlugin now = opened.get();
      return now != null ? now : open();
    } finally {
      lock.unlock();
    }
  }

  /** Gives it up, to be closed. Empty if no load has opened it, or if that is done. */
  Optional<SourcePlugin> retire() {
    return Optional.ofNullable(opened.getAndSet(null));
  }

  @GuardedBy("lock")
  private SourcePlugin open() throws Exception {
    if (lastFailure != null && ticker.nanos() - failedAt < PAUSE_NANOS) {
      throw new IllegalStateException("the plug-in could not be opened a moment ago", lastFailure);
    }
    try {
      SourcePlugin plugin = provider.get();
      plugin.open(settings);
      opened.set(plugin);
      return plugin;
    } catch (Throwable e) { // code of others may throw anything
      lastFailure = e;
      failedAt = ticker.nanos();
      throw e;
    }
  }
}
