package io.cashew.cli;

/** The command line is well-formed and yet cannot be meant. The message says what is expected. */
final class UsageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UsageException(String message) {
    super(message);
  }
}
