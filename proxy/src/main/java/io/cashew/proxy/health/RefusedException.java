package io.cashew.proxy.health;

/** Nothing listens at a node's address: its process is not there. */
public final class RefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public RefusedException(String message, Throwable cause) {
    super(message, cause);
  }
}
