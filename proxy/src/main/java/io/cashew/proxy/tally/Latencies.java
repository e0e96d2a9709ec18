package io.cashew.proxy.tally;

import com.google.common.collect.ImmutableList;
import io.cashew.tally.Bounds;
import io.cashew.tally.Distribution;
import java.time.Duration;

/** How long requests took within some time until now; what did not occur is left out. */
public record Latencies(Duration window, ImmutableList<Latency> latencies) {
  /** Of all requests. */
  public Distribution all() {
    return latencies.stream()
        .map(Latency::times)
        .reduce(Distribution.empty(Bounds.FINE_TIMES), Distribution::plus);
  }
}
