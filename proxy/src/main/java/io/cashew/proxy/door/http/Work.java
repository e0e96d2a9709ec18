package io.cashew.proxy.door.http;

import io.cashew.http.HttpRequest;

/** What is done for a request. */
@FunctionalInterface
interface Work {
  /**
   * Answers the call, now or later, once. May throw a {@link io.cashew.status.CashewException}
   * instead, or an {@link IllegalArgumentException} if the request cannot be read.
   */
  void begin(HttpRequest request, DoorCall call);
}
