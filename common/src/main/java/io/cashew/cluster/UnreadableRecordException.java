package io.cashew.cluster;

/** What stands under a key of the cluster store is not what this version expects there. */
public final class UnreadableRecordException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnreadableRecordException(String what, Throwable cause) {
    super(what + ": " + cause.getMessage(), cause);
  }
}
