package io.cashew.chaos;

import io.cashew.system.history.HistoryChecker;
import io.cashew.system.history.Verdict;
import java.nio.file.Path;

/** What came of a scenario. The code is the command's exit code. */
enum Judgement {
  GOOD(0),
  /** A rule was violated, a bar missed, or the cluster did not get over a fault. */
  BAD(1),
  /** The cluster or the workload did not start. */
  NOT_RUN(2),
  /** Too little traffic to judge by. */
  INVALID(3);

  private final int code;

  Judgement(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }

  /**
   * Holds what was seen against bars and rules, and prints it.
   *
   * @param bars that it was held against already
   * @param place where the history is kept, if it is not good
   */
  static Judgement of(Scenario scenario, Seen seen, Bars bars, Path place) {
    Verdict verdict = seen.verdict();
    bars.atMost("violations", verdict.violations().size(), 0);
    scenario.judge(seen, bars);
    System.out.printf("%n%s%n", bars);
    if (verdict.tally().failed() > 0) {
      System.out.printf("%n  failures by second: %s%n", seen.failuresBySecond());
    }
    Judgement judgement = judge(verdict, bars);
    if (judgement != GOOD) {
      Path file = place.resolve("history.gz");
      seen.history().write(file);
      System.out.printf("%n  the history is in %s%n", file.toAbsolutePath());
    }
    if (verdict.state() != Verdict.State.HELD) {
      System.out.printf("%n%s", HistoryChecker.explain(verdict, seen.history()));
    }
    System.out.printf("%n%s: %s: %s%n", scenario.name(), judgement, verdict.tally());
    return judgement;
  }

  private static Judgement judge(Verdict verdict, Bars bars) {
    if (verdict.state() == Verdict.State.VIOLATED || !bars.areMet()) {
      return BAD;
    }
    return verdict.state() == Verdict.State.HELD ? GOOD : INVALID;
  }
}
