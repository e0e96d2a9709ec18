package io.cashew.proxy.door;

import io.cashew.operation.Operation;
import io.cashew.operation.Reply;
import io.cashew.telemetry.TraceContext;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Where operations go. The reply comes back on the event loop that asked, once. */
@FunctionalInterface
public interface Operations {
  /** {@code deadline}: nanoseconds of the ticker. */
  void send(Operation operation, long deadline, Consumer<? super Reply> replies);

  /** The same for operations of a client's trace; null: of none. */
  default Operations within(@Nullable TraceContext trace) {
    return this;
  }
}
