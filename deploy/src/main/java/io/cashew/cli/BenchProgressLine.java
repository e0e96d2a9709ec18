package io.cashew.cli;

import io.cashew.bench.Interval;
import io.cashew.bench.Progress;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/** What the last second was like, on one line of a terminal. */
final class BenchProgressLine implements Progress {
  private final PrintStream err;

  private BenchProgressLine(PrintStream err) {
    this.err = err;
  }

  /** Says nothing where standard error is a file or a pipe. */
  static Progress of(PrintStream err) {
    return ProgressLine.isTerminal() ? new BenchProgressLine(err) : Progress.NONE;
  }

  @Override
  public void filling(double share) {
    show("setting keys: %.0f %%", share * 100);
  }

  @Override
  public void warmingUp(Duration left) {
    show("warming up: %d s left", left.toSeconds() + 1);
  }

  @Override
  public void measured(Interval interval) {
    show(
        "%d s: %,.0f requests/s, p50 %.0f us, p99 %.0f us, max %.0f us%s",
        Math.round(interval.end().toNanos() / 1e9),
        interval.perSecond(),
        interval.p50Micros(),
        interval.p99Micros(),
        interval.maxMicros(),
        interval.failed() == 0 ? "" : ", failed " + interval.failed());
  }

  @Override
  public void over() {
    err.print(ProgressLine.CLEAR);
    err.flush();
  }

  private void show(String format, Object... arguments) {
    err.print(ProgressLine.CLEAR + String.format(Locale.ROOT, format, arguments));
    err.flush();
  }
}
