package io.cashew.node.term;

/**
 * A node's address refused the connection: its machine is there, and no process of it listens.
 * Other than silence, that is a sure sign that the process has ended.
 */
public final class NobodyListens extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public NobodyListens(String message, Throwable cause) {
    super(message, cause);
  }
}
