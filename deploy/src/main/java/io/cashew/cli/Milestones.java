package io.cashew.cli;

import java.io.PrintStream;
import java.util.OptionalLong;

/** Says how far a long task is: a bar on a terminal, a line now and then elsewhere. */
final class Milestones {
  /** Where the end is not known. */
  private static final long EVERY = 100_000;

  private static final int TENTHS = 10;

  private final PrintStream err;
  private final ProgressBar bar;
  private final OptionalLong total;
  private final String what;
  private long done;
  private long told;

  Milestones(PrintStream err, OptionalLong total, String what) {
    this.err = err;
    this.bar = ProgressBar.of(err);
    this.total = total;
    this.what = what;
  }

  void passed(long more) {
    done += more;
    long step = total.isPresent() ? Math.max(1, total.getAsLong() / TENTHS) : EVERY;
    if (bar.isSeen() && total.isPresent()) {
      bar.show((int) Math.max(0, total.getAsLong() - done), what);
    } else if (done / step > told / step) {
      told = done;
      String of = total.isPresent() ? " of %,d".formatted(total.getAsLong()) : "";
      err.printf("cashew: %,d%s %s%n", done, of, what);
    }
  }

  void over() {
    bar.clear();
  }
}
