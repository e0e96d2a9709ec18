package io.cashew.cli;

/** What was wished is under way, and the time to wait for it is over. */
final class NotYetException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NotYetException(String message) {
    super(message);
  }
}
