package io.cashew.overload;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/** What became of operations, and after how long. Thread-safe. */
final class Outcomes {
  private static final long HIGHEST_MICROS = TimeUnit.MINUTES.toMicros(1);

  private final Recorder answered = new Recorder(HIGHEST_MICROS, 3);
  private final Recorder refused = new Recorder(HIGHEST_MICROS, 3);
  private final LongAdder failed = new LongAdder();
  private final LongAdder heldBack = new LongAdder();
  private volatile String failure = "";

  void answered(long since) {
    record(answered, since);
  }

  void refused(long since) {
    record(refused, since);
  }

  void failed(String why) {
    failed.increment();
    failure = why;
  }

  /** They never left: the client would not take them. */
  void heldBack(int count) {
    heldBack.add(count);
  }

  private static void record(Recorder recorder, long since) {
    long micros = TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - since);
    recorder.recordValue(Math.max(0, Math.min(micros, HIGHEST_MICROS)));
  }

  void reset() {
    take();
  }

  /** What there was since the last time. */
  Figures take() {
    return new Figures(
        answered.getIntervalHistogram(),
        refused.getIntervalHistogram(),
        failed.sumThenReset(),
        heldBack.sumThenReset(),
        failure);
  }

  /** Latencies in microseconds. */
  record Figures(
      Histogram answered, Histogram refused, long failed, long heldBack, String failure) {
    String describe(double seconds) {
      return "answered %,9.0f/s p50 %6.1f p99 %6.1f p99.9 %6.1f ms | refused %,9.0f/s p50 %6.1f p99 %6.1f ms | failed %,7.0f/s %s| not sent %,9.0f/s"
          .formatted(
              answered.getTotalCount() / seconds,
              millis(answered, 50),
              millis(answered, 99),
              millis(answered, 99.9),
              refused.getTotalCount() / seconds,
              millis(refused, 50),
              millis(refused, 99),
              failed / seconds,
              failed > 0 ? "(" + failure + ") " : "",
              heldBack / seconds);
    }

    double answeredMillis(double percentile) {
      return millis(answered, percentile);
    }

    private static double millis(Histogram histogram, double percentile) {
      return histogram.getTotalCount() == 0
          ? Double.NaN
          : histogram.getValueAtPercentile(percentile) / 1e3;
    }
  }
}
