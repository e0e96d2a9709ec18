package io.cashew.http;

/**
 * One client's connection. By HTTP/1.1 it has one request after the other, by HTTP/2 several at a
 * time. Confined to its event loop.
 */
public interface HttpSession {
  /** A request begins. {@code head}: all of it but the body. */
  HttpCall begin(HttpRequest head);

  /** The connection has ended. */
  void closed();
}
