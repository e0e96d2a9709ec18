package io.cashew.config;

import static com.google.common.base.Preconditions.checkArgument;

import java.time.Duration;
import java.time.temporal.ChronoUnit;

/**
 * The threads that do a process's network work.
 *
 * @param count 1 to 256; by default half of the processors, rounded up. The other half of the work
 *     is the kernel's, and the fewer threads share it, the more of it each does at a time
 * @param busyPoll how long a thread without work looks for more before it sleeps, where that has
 *     been worth it lately; zero: not at all; at most 1 ms
 */
public record LoopSettings(int count, Duration busyPoll) {
  public static final Duration DEFAULT_BUSY_POLL = Duration.of(50, ChronoUnit.MICROS);

  static final String COUNT = "event-loops";
  static final String BUSY_POLL = "busy-poll";

  private static final int MAX_COUNT = 256;
  private static final Duration MAX_BUSY_POLL = Duration.ofMillis(1);

  public LoopSettings {
    checkArgument(
        count >= 1 && count <= MAX_COUNT, "%s: %s (expected: 1 to %s)", COUNT, count, MAX_COUNT);
    Durations.check(BUSY_POLL, busyPoll, Duration.ZERO, MAX_BUSY_POLL);
  }

  /** What suits this process. */
  public static LoopSettings ofThisProcess() {
    return new LoopSettings(countOfThisProcess(), DEFAULT_BUSY_POLL);
  }

  static LoopSettings from(Settings settings) {
    return new LoopSettings(
        settings.count(COUNT, countOfThisProcess(), 1, MAX_COUNT),
        settings.shortDuration(BUSY_POLL, DEFAULT_BUSY_POLL));
  }

  private static int countOfThisProcess() {
    return Math.min(MAX_COUNT, (Runtime.getRuntime().availableProcessors() + 1) / 2);
  }
}
