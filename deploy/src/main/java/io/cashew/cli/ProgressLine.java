package io.cashew.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One line on a terminal that says how far a long run is, and goes when it is over. Thread-safe.
 */
final class ProgressLine {
  static final String CLEAR = "\r\u001b[K";

  private final PrintStream err;
  private final boolean seen;
  private final int steps;
  private final AtomicInteger done = new AtomicInteger();

  private ProgressLine(PrintStream err, boolean seen, int steps) {
    this.err = err;
    this.seen = seen;
    this.steps = steps;
  }

  /** Says nothing where standard error is a file or a pipe. */
  static ProgressLine of(PrintStream err, int steps) {
    return new ProgressLine(err, isTerminal(), steps);
  }

  void advance(String doing) {
    int now = done.incrementAndGet();
    if (seen) {
      err.print("%s%d of %d  %s".formatted(CLEAR, now, steps, doing));
      err.flush();
    }
  }

  void clear() {
    if (seen) {
      err.print(CLEAR);
      err.flush();
    }
  }

  /** Java 17 can tell of standard input and output only. */
  static boolean isTerminal() {
    try {
      Path device = Path.of("/dev/stderr").toRealPath();
      return device.startsWith("/dev/pts") || device.toString().startsWith("/dev/tty");
    } catch (IOException e) {
      return false;
    }
  }
}
