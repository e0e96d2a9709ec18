package io.cashew.node.load;

import static com.google.common.base.Preconditions.checkNotNull;

import io.cashew.time.Ticker;
import io.cashew.time.Timers;
import java.util.function.DoubleSupplier;

/**
 * What all loads of a group go by, whatever its settings.
 *
 * @param random 0 to below 1, any thread
 */
record Means(String group, LoadCounts counts, Timers timers, Ticker ticker, DoubleSupplier random) {
  Means {
    checkNotNull(group, "group");
    checkNotNull(counts, "counts");
    checkNotNull(timers, "timers");
    checkNotNull(ticker, "ticker");
    checkNotNull(random, "random");
  }
}
