package io.cashew.cli;

/** What the command says to the shell. */
public enum ExitCode {
  OK(0),
  /** The key is not in the source, or not in memory, or a set's condition is not met. */
  ABSENT(1),
  /** The command, a value or the configuration is wrong: the same again will fail again. */
  USAGE(2),
  /** The caller may not do this. */
  DENIED(3),
  /** Something is out of reach, too slow or too busy: the same again may succeed. */
  UNAVAILABLE(4),
  /** Some keys succeeded and some failed. */
  PARTIAL(5),
  /** A check was made in full, and found something that needs attention. */
  FINDINGS(6),
  /** A defect of Cashew. */
  DEFECT(70);

  private final int code;

  ExitCode(int code) {
    this.code = code;
  }

  public int code() {
    return code;
  }
}
