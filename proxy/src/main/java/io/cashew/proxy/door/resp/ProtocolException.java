package io.cashew.proxy.door.resp;

/**
 * What a client sent is no RESP, or more than may be sent at once: there is no telling where the
 * next command begins, so that the connection ends. Without a stack trace: it says nothing about
 * us.
 */
final class ProtocolException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ProtocolException(String message) {
    super(message, null, false, false);
  }
}
