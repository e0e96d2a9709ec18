package io.cashew.rpc.link;

import io.cashew.operation.Reply;
import io.cashew.operation.RoutedOperation;
import io.cashew.telemetry.TraceContext;
import org.jspecify.annotations.Nullable;

/** A request on its way from a proxy to a node. */
public sealed interface LinkCall {
  /** Unique among the unanswered requests of its stream. */
  long id();

  /**
   * One to be executed.
   *
   * @param deadlineMillis left when it was sent
   * @param trace the proxy's span; null: it is not traced
   */
  record Valid(long id, RoutedOperation routed, int deadlineMillis, @Nullable TraceContext trace)
      implements LinkCall {
    /** One that is not traced. */
    public Valid(long id, RoutedOperation routed, int deadlineMillis) {
      this(id, routed, deadlineMillis, null);
    }
  }

  /** One that arrived and breaks a limit, or is of a kind that this version does not know. */
  record Refused(long id, Reply.Failed why) implements LinkCall {}
}
