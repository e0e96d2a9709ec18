package io.cashew.cli;

/** Somebody wants the verb to end. */
final class StoppedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  StoppedException() {
    super("stopped: what had been sent may be done all the same");
  }
}
