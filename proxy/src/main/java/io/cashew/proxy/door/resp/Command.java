package io.cashew.proxy.door.resp;

/** What a command does: reads its arguments, and answers exactly once, now or later. */
@FunctionalInterface
interface Command {
  /**
   * Executes one. Must not keep the request.
   *
   * @throws CommandException if the arguments make no sense; nothing was answered or executed
   * @throws io.cashew.status.CashewException the same, of a limit that all doors have
   */
  void execute(Request request, Conversation to);
}
