package io.cashew.client;

import static com.google.common.base.Preconditions.checkNotNull;

import io.cashew.status.Reason;

/** What became of one key among many: what it was asked for brings, or its own failure. */
public sealed interface Result permits Answer, SetAnswer, Deleted, Result.Failed {
  /** This key failed; others may not have. The message is for people. */
  record Failed(Reason reason, String message) implements Result {
    public Failed {
      checkNotNull(reason, "reason");
      checkNotNull(message, "message");
    }
  }
}
