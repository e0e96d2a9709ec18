package io.cashew.rpc.exchange;

import io.cashew.operation.Operation;
import io.cashew.operation.Reply;

/** An operation on its way from a client to a proxy. */
public sealed interface ExchangeCall {
  /** Unique among the unanswered operations of its stream. */
  long id();

  /**
   * One to be executed.
   *
   * @param deadlineMillis left when it was sent; 0: the proxy's default
   */
  record Valid(long id, Operation operation, int deadlineMillis) implements ExchangeCall {}

  /** One that arrived and breaks a limit, or is of a kind that this version does not know. */
  record Refused(long id, Reply.Failed why) implements ExchangeCall {}
}
