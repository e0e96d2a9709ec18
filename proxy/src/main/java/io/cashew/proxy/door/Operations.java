package io.cashew.proxy.door;

import io.cashew.operation.Operation;
import io.cashew.operation.Reply;
import java.util.function.Consumer;

/** Where operations go. The reply comes back on the event loop that asked, once. */
@FunctionalInterface
public interface Operations {
  /** {@code deadline}: nanoseconds of the ticker. */
  void send(Operation operation, long deadline, Consumer<? super Reply> replies);
}
