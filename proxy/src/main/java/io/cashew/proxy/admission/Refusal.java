package io.cashew.proxy.admission;

import io.cashew.operation.Reply;
import io.cashew.status.Reason;

/** Why an operation was refused: nothing was executed, and later it may succeed. */
public enum Refusal {
  CONNECTION_OPERATIONS("too many operations of this connection are unanswered: wait for some"),
  CONNECTION_BYTES(
      "this connection's requests and unread answers are too large: read, or ask less"),
  PROXY_OPERATIONS("too many operations are in flight in this proxy: try again in a moment"),
  PROXY_BYTES("what is in flight in this proxy is too large: try again in a moment"),
  DELAY("the proxy or its nodes are overloaded: slow down and try again");

  @SuppressWarnings("ImmutableEnumChecker") // it is, as records of strings and enums are
  private final Reply.Failed reply;

  Refusal(String message) {
    this.reply = new Reply.Failed(Reason.IN_FLIGHT, message);
  }

  /** What the client is told. */
  public Reply.Failed reply() {
    return reply;
  }
}
