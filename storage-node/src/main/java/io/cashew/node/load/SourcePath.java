package io.cashew.node.load;

import io.cashew.group.LoadSettings;
import io.cashew.node.load.LoadStatistics.BreakerState;
import io.cashew.node.source.DataSource;
import io.cashew.node.source.LoadRequest;
import io.cashew.node.source.Loaded;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The way to a group's source: its turn by the {@link LoadGate}, past the {@link Breaker}, a second
 * attempt ({@link Retry}), together with others ({@link Batcher}). What the group does not want, or
 * its source cannot do, is left out. The gate and the breaker count keys, not batches. Thread-safe.
 */
final class SourcePath {
  private final DataSource source;
  private final LoadGate gate;
  private final Asking first;
  private final @Nullable Breaker breaker;
  private final LoadCounts counts;

  SourcePath(LoadSettings settings, DataSource source, Means means) {
    Asking asking = source.batchSize() > 1 ? new Batcher(source, means) : source::load;
    if (settings.retries() > 0) {
      asking = new Retry(asking, means);
    }
    Breaker last =
        settings.breakerFailures() > 0
            ? new Breaker(asking, settings.breakerFailures(), means)
            : null;
    this.source = source;
    this.gate = new LoadGate(settings);
    this.breaker = last;
    this.first = last != null ? last : asking;
    this.counts = means.counts();
  }

  /** What kind of source it leads to. */
  String source() {
    return source.kind();
  }

  /** Whether nothing is at its end. */
  boolean leadsNowhere() {
    return source.isEmpty();
  }

  /**
   * Asks for a key, now or when it is its turn. Cancelling the future gives the load up.
   *
   * @param turn told when its turn has come
   */
  CompletableFuture<Loaded> load(LoadRequest request, Runnable turn) {
    if (breaker != null && breaker.refuses()) {
      counts.count(LoadEvent.BREAKER_REFUSED);
      return CompletableFuture.failedFuture(breaker.refused());
    }
    return gate.run(() -> ask(request, turn));
  }

  /** Asks as {@link #load} does, but only if callers will hardly miss the place; else null. */
  @Nullable CompletableFuture<Loaded> loadIfIdle(LoadRequest request, Runnable turn) {
    return isIdle() ? gate.runIfIdle(() -> ask(request, turn)) : null;
  }

  /** Whether there is room for a load that nobody waits for. */
  boolean isIdle() {
    return gate.isIdle() && (breaker == null || !breaker.refuses());
  }

  private CompletableFuture<Loaded> ask(LoadRequest request, Runnable turn) {
    turn.run();
    return first.carefully(request);
  }

  LoadStatistics statistics() {
    return new LoadStatistics(
        counts.sums(),
        gate.running(),
        gate.waiting(),
        breaker == null ? BreakerState.OFF : breaker.state(),
        counts.times());
  }
}
