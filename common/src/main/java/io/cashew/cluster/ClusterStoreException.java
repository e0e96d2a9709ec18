package io.cashew.cluster;

/** The cluster store did not answer, or refused. */
public final class ClusterStoreException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ClusterStoreException(String message) {
    super(message);
  }

  public ClusterStoreException(String message, Throwable cause) {
    super(message, cause);
  }
}
