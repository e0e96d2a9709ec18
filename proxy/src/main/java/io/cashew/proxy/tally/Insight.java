package io.cashew.proxy.tally;

import static com.google.common.base.Preconditions.checkNotNull;

import io.cashew.hot.HotKeys;
import io.cashew.time.Ticker;

/**
 * What a proxy remembers of the requests of all its doors, for people who look.
 *
 * @param hot with as many lanes as the proxy has
 */
public record Insight(HotKeys hot, SlowRequests slow) {
  public Insight {
    checkNotNull(hot, "hot");
    checkNotNull(slow, "slow");
  }

  /** Remembers nothing. */
  public static Insight none(int lanes) {
    return new Insight(new HotKeys(HotKeys.OFF, lanes, Ticker.system()), SlowRequests.none());
  }
}
