package io.cashew.node.load;

import static com.google.common.base.Preconditions.checkNotNull;

import io.cashew.time.Ticker;
import io.cashew.time.Timers;
import java.util.function.DoubleSupplier;

/** What all loads of a group go by, whatever its settings. */
record Means(String group, LoadCounts counts, Instruments instruments) {
  Means {
    checkNotNull(group, "group");
    checkNotNull(counts, "counts");
    checkNotNull(instruments, "instruments");
  }

  Timers timers() {
    return instruments.timers();
  }

  Ticker ticker() {
    return instruments.ticker();
  }

  /** 0 to below 1, any thread. */
  DoubleSupplier random() {
    return instruments.random();
  }

  SlowLog slowLog() {
    return instruments.slowLog();
  }
}
