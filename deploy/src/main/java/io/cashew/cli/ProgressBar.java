package io.cashew.cli;

import java.io.PrintStream;

/** A bar on a terminal that fills as less is left to do. Not thread-safe. */
final class ProgressBar {
  private static final int WIDTH = 30;

  private final PrintStream err;
  private final boolean seen;
  private int most;

  private ProgressBar(PrintStream err, boolean seen) {
    this.err = err;
    this.seen = seen;
  }

  /** Says nothing where standard error is a file or a pipe. */
  static ProgressBar of(PrintStream err) {
    return new ProgressBar(err, ProgressLine.isTerminal());
  }

  /** Whether there is a terminal. */
  boolean isSeen() {
    return seen;
  }

  void show(int left, String what) {
    most = Math.max(most, left);
    if (seen) {
      int full = most == 0 ? WIDTH : (most - left) * WIDTH / most;
      err.print(
          "%s[%s%s] %d %s left"
              .formatted(
                  ProgressLine.CLEAR, "#".repeat(full), ".".repeat(WIDTH - full), left, what));
      err.flush();
    }
  }

  void clear() {
    most = 0;
    if (seen) {
      err.print(ProgressLine.CLEAR);
      err.flush();
    }
  }
}
