package io.cashew.bench.trace;

import io.cashew.group.PolicySettings;

/**
 * What a replay came to.
 *
 * @param trace its name
 * @param size as it was asked for
 * @param capacity what the cache could hold, in entries or bytes
 * @param share of what all keys weigh, in percent
 */
public record HitRatio(
    String trace,
    CacheSize size,
    long capacity,
    double share,
    PolicySettings policy,
    long requests,
    long hits) {
  /** Hits per hundred requests; 0 if there were none. */
  public double percent() {
    return requests == 0 ? 0 : 100.0 * hits / requests;
  }
}
