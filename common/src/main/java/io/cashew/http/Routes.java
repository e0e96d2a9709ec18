package io.cashew.http;

import com.google.common.collect.ImmutableList;
import java.util.function.Consumer;

/** Handlers by method and path; what has none is told so. Immutable. */
public final class Routes implements HttpHandler {
  private final RouteTable<HttpHandler> table;

  private Routes(RouteTable<HttpHandler> table) {
    this.table = table;
  }

  /** No routes yet. */
  public static Routes none() {
    return new Routes(RouteTable.none());
  }

  /** These and one more: see {@link RouteTable#with}. */
  public Routes with(String method, String pattern, HttpHandler handler) {
    return new Routes(table.with(method, pattern, handler));
  }

  /** Each as method and pattern, in their order. */
  public ImmutableList<String> names() {
    return table.names();
  }

  @Override
  public void handle(HttpRequest request, Consumer<HttpReply> replies) {
    Runnable answer =
        table.find(
            request,
            (handler, found) -> () -> handler.handle(found, replies),
            reply -> () -> replies.accept(reply));
    answer.run();
  }
}
