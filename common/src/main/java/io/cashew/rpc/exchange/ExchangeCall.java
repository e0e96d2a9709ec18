package io.cashew.rpc.exchange;

import io.cashew.operation.Operation;
import io.cashew.operation.Reply;
import io.cashew.telemetry.TraceContext;
import org.jspecify.annotations.Nullable;

/** An operation on its way from a client to a proxy. */
public sealed interface ExchangeCall {
  /** Unique among the unanswered operations of its stream. */
  long id();

  /**
   * One to be executed.
   *
   * @param deadlineMillis left when it was sent; 0: the proxy's default
   * @param trace the client's span; null: it is not traced
   */
  record Valid(long id, Operation operation, int deadlineMillis, @Nullable TraceContext trace)
      implements ExchangeCall {
    /** One that is not traced. */
    public Valid(long id, Operation operation, int deadlineMillis) {
      this(id, operation, deadlineMillis, null);
    }
  }

  /** One that arrived and breaks a limit, or is of a kind that this version does not know. */
  record Refused(long id, Reply.Failed why) implements ExchangeCall {}
}
