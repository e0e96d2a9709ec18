package io.cashew.bench;

import io.cashew.bench.workload.KeyNames;
import io.cashew.bench.workload.Values;
import io.cashew.bench.workload.Workload;
import io.cashew.bench.workload.Workload.Misses;
import java.util.SplittableRandom;

/**
 * One driver's share of a workload: what it asks for, and when. The same seed makes the same.
 *
 * @param width keys that a request may have
 */
record Share(
    Script script,
    Pace.Arrivals arrivals,
    KeyNames names,
    Values values,
    Misses misses,
    long ttl,
    int width) {
  static Share of(Workload workload, Values values, Pace pace, int driver, int drivers) {
    SplittableRandom random = workload.random(driver);
    return new Share(
        Script.of(workload, random.split(), driver, drivers),
        pace.arrivals(random.split(), driver, drivers),
        workload.names(),
        values,
        workload.misses(),
        workload.ttl().toMillis(),
        workload.many());
  }

  /** One of the requests that the driver uses again and again. */
  Request request(Driver driver) {
    return new Request(driver, names, values, ttl, width);
  }
}
