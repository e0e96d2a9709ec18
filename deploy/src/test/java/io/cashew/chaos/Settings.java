package io.cashew.chaos;

import static com.google.common.base.Preconditions.checkArgument;

import java.nio.file.Path;
import java.time.Duration;

/**
 * What a run of chaos is made of.
 *
 * @param kills or freezes, spread over the time
 * @param rate operations per second
 * @param directory where logs and histories are kept
 */
record Settings(
    int kills, Duration time, int rate, int nodes, int proxies, long seed, Path directory) {
  Settings {
    checkArgument(kills >= 1, "kills: %s (expected: >= 1)", kills);
    checkArgument(nodes >= 2, "nodes: %s (expected: >= 2)", nodes);
    checkArgument(proxies >= 1, "proxies: %s (expected: >= 1)", proxies);
    checkArgument(!time.isZero() && !time.isNegative(), "minutes: %s (expected: > 0)", time);
  }

  /** Between the beginnings of two faults. */
  Duration period() {
    return time.dividedBy(kills);
  }
}
