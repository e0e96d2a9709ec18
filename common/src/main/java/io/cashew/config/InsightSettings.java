package io.cashew.config;

import io.cashew.hot.HotKeys;
import java.time.Duration;

/**
 * What a proxy remembers of its requests, for people who look.
 *
 * @param hotKeys one operation in so many is looked at to find the keys that are asked for most; 0:
 *     none
 * @param slowLog requests that take as long are remembered; zero: none; at most 1 h
 */
public record InsightSettings(int hotKeys, Duration slowLog) {
  public static final InsightSettings DEFAULT =
      new InsightSettings(HotKeys.DEFAULT_ONE_IN, NodeSettings.DEFAULT_SLOW_LOG);

  public InsightSettings {
    HotKeys.checkOneIn(hotKeys);
    Durations.check("slow-log", slowLog, Duration.ZERO, Duration.ofHours(1));
  }

  static InsightSettings from(Settings settings) {
    return new InsightSettings(hotKeys(settings), settings.duration("slow-log", DEFAULT.slowLog()));
  }

  static int hotKeys(Settings settings) {
    return settings.count("hot-keys", HotKeys.DEFAULT_ONE_IN, HotKeys.OFF, HotKeys.MAX_ONE_IN);
  }
}
