package io.cashew.proxy.door.resp;

/**
 * A command cannot be executed as it was given; the message is for its client, error code first.
 */
final class CommandException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  CommandException(String message) {
    super(message, null, false, false);
  }

  static CommandException syntax() {
    return new CommandException("ERR syntax error");
  }
}
