package io.cashew.proxy.door;

import io.cashew.operation.Operation;
import io.cashew.operation.Reply;
import io.cashew.proxy.routing.Router;
import io.cashew.telemetry.TraceContext;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Operations that a router sends to the nodes.
 *
 * @param trace what they belong to, at the client; null: nothing
 */
public record Routed(Router router, @Nullable TraceContext trace) implements Operations {
  public Routed(Router router) {
    this(router, null);
  }

  @Override
  public void send(Operation operation, long deadline, Consumer<? super Reply> replies) {
    router.send(operation, deadline, trace, replies);
  }

  @Override
  public Operations within(@Nullable TraceContext its) {
    return its == null ? this : new Routed(router, its);
  }
}
