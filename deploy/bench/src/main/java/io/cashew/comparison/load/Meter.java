package io.cashew.comparison.load;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/** Counts answers and their latency. Thread-safe. */
final class Meter {
  private static final long HIGHEST_NANOS = TimeUnit.SECONDS.toNanos(60);

  private final Recorder recorder = new Recorder(HIGHEST_NANOS, 3);
  private final LongAdder misses = new LongAdder();
  private final LongAdder failures = new LongAdder();

  void answered(long startNanos, int missing) {
    recorder.recordValue(Math.min(Math.max(0, System.nanoTime() - startNanos), HIGHEST_NANOS));
    if (missing > 0) {
      misses.add(missing);
    }
  }

  void failed() {
    failures.increment();
  }

  /** Forgets what was counted so far. */
  void reset() {
    recorder.reset();
    misses.reset();
    failures.reset();
  }

  Measured take(long nanos) {
    Histogram latency = recorder.getIntervalHistogram();
    return new Measured(
        latency.getTotalCount(),
        misses.sum(),
        failures.sum(),
        nanos / 1e9,
        latency.getValueAtPercentile(50) / 1e3,
        latency.getValueAtPercentile(99) / 1e3,
        latency.getValueAtPercentile(99.9) / 1e3,
        latency.getMaxValue() / 1e3);
  }
}
