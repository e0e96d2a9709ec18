package io.cashew.rpc.link;

import io.cashew.operation.Reply;
import io.cashew.operation.RoutedOperation;

/** A request on its way from a proxy to a node. */
public sealed interface LinkCall {
  /** Unique among the unanswered requests of its stream. */
  long id();

  /**
   * One to be executed.
   *
   * @param deadlineMillis left when it was sent
   */
  record Valid(long id, RoutedOperation routed, int deadlineMillis) implements LinkCall {}

  /** One that arrived and breaks a limit, or is of a kind that this version does not know. */
  record Refused(long id, Reply.Failed why) implements LinkCall {}
}
