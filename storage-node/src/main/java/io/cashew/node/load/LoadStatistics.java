package io.cashew.node.load;

import static com.google.common.base.Preconditions.checkNotNull;

import com.google.common.collect.ImmutableMap;
import io.cashew.tally.Distribution;

/**
 * A group's loads on a node: what became of those so far, and those there are now.
 *
 * @param counts by event; every event is there
 * @param running at the source or about to be
 * @param waiting for their turn
 * @param times how long those took that have ended
 */
public record LoadStatistics(
    ImmutableMap<LoadEvent, Long> counts,
    int running,
    int waiting,
    BreakerState breaker,
    Distribution times) {
  public LoadStatistics {
    checkNotNull(counts, "counts");
    checkNotNull(breaker, "breaker");
    checkNotNull(times, "times");
  }

  /** How often something happened. */
  public long count(LoadEvent event) {
    return counts.getOrDefault(event, 0L);
  }

  /** Whether the source is asked. */
  public enum BreakerState {
    /** There is none. */
    OFF,
    /** It is. */
    CLOSED,
    /** It failed, and is asked once a second. */
    OPEN
  }
}
