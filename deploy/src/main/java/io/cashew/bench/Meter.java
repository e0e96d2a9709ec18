package io.cashew.bench;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/** Counts answers and their latency, once it has been started. Thread-safe. */
final class Meter {
  private static final long HIGHEST_MICROS = TimeUnit.SECONDS.toMicros(60);

  private final Recorder recorder = new Recorder(HIGHEST_MICROS, 3);
  private final LongAdder absent = new LongAdder();
  private final LongAdder failures = new LongAdder();
  private volatile String firstFailure = "";

  void answered(long startNanos) {
    long micros = TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - startNanos);
    recorder.recordValue(Math.min(micros, HIGHEST_MICROS));
  }

  /**
   * An answer, but none that {@link #answered} counts: the key has left memory and has no source.
   */
  void absent() {
    absent.increment();
  }

  void failed(String why) {
    failures.increment();
    if (firstFailure.isEmpty()) {
      firstFailure = why; // which of two at once is all the same
    }
  }

  /** What was counted since the last call. */
  Histogram take() {
    return recorder.getIntervalHistogram();
  }

  long takeAbsent() {
    return absent.sumThenReset();
  }

  long takeFailures() {
    return failures.sumThenReset();
  }

  String firstFailure() {
    return firstFailure;
  }
}
