package io.cashew.config;

import static com.google.common.base.Preconditions.checkArgument;

/**
 * How many threads do a process's network work: half of the processors it may use, rounded up. The
 * other half of the work is the kernel's, and the fewer threads share it, the more of it each does
 * at a time.
 */
final class LoopCount {
  static final String SETTING = "event-loops";
  static final int MOST = 256;

  private LoopCount() {}

  static int ofThisProcess() {
    return Math.min(MOST, (Runtime.getRuntime().availableProcessors() + 1) / 2);
  }

  static int from(Settings settings) {
    return settings.count(SETTING, ofThisProcess(), 1, MOST);
  }

  static void check(int count) {
    checkArgument(count >= 1 && count <= MOST, "%s: %s (expected: 1 to %s)", SETTING, count, MOST);
  }
}
