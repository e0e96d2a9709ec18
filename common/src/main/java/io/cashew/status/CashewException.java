package io.cashew.status;

import static com.google.common.base.Preconditions.checkNotNull;

/** A request failed, for a {@link Reason}. The message is for people and says the way out. */
public final class CashewException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Reason reason;

  public CashewException(Reason reason, String message) {
    super(message);
    this.reason = checkNotNull(reason, "reason");
  }

  public CashewException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = checkNotNull(reason, "reason");
  }

  public Reason reason() {
    return reason;
  }
}
