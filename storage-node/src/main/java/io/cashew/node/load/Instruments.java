package io.cashew.node.load;

import static com.google.common.base.Preconditions.checkNotNull;

import io.cashew.time.Ticker;
import io.cashew.time.Timers;
import java.util.function.DoubleSupplier;

/**
 * What a node's loads are timed and watched with.
 *
 * @param timers on any threads
 * @param random 0 to below 1, any thread
 */
public record Instruments(Timers timers, Ticker ticker, DoubleSupplier random, SlowLog slowLog) {
  public Instruments {
    checkNotNull(timers, "timers");
    checkNotNull(ticker, "ticker");
    checkNotNull(random, "random");
    checkNotNull(slowLog, "slowLog");
  }
}
