package io.cashew.client.link;

import io.cashew.operation.Operation;
import io.cashew.status.Reason;

/** Which requests that failed may be asked of another proxy (rule R16). */
final class Repeats {
  private Repeats() {}

  /** {@code reason}: why the one that was asked says it failed. */
  static boolean mayGoElsewhere(Operation operation, Reason reason) {
    return wasNeverExecuted(reason)
        || (reason == Reason.OWNER_UNREACHABLE && mayBeExecutedTwice(operation));
  }

  /**
   * Gets and plain deletes. No touch: by the time it is executed again, another one may have given
   * the key a newer time to live.
   */
  static boolean mayBeExecutedTwice(Operation operation) {
    return operation.mayBeRepeated() && !(operation instanceof Operation.Touch);
  }

  /**
   * Refused, where asking another proxy can help. Not {@code SOURCE_DOWN}: another proxy would only
   * have the source asked once more.
   */
  private static boolean wasNeverExecuted(Reason reason) {
    return reason == Reason.IN_FLIGHT || reason == Reason.DRAINING || reason == Reason.NO_RING;
  }
}
