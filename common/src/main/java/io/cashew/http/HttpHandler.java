package io.cashew.http;

import java.util.function.Consumer;

/** Answers requests. */
@FunctionalInterface
public interface HttpHandler {
  /**
   * Answers a request: once, now or later, from any thread. Called on the event loop of the
   * request's connection.
   */
  void handle(HttpRequest request, Consumer<HttpReply> replies);
}
