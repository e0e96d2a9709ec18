package io.cashew.proxy.door.resp;

import io.cashew.operation.Reply;
import io.cashew.status.CashewException;
import io.cashew.status.Reason;

/**
 * Failures as RESP tells them: a code that clients know, the {@link Reason}, and a message for
 * people. {@code TRYAGAIN}: the same may succeed in a moment.
 */
final class Errors {
  private Errors() {}

  static String of(Reply.Failed failure) {
    return text(failure.reason(), failure.message());
  }

  static String of(CashewException failure) {
    return text(failure.reason(), String.valueOf(failure.getMessage()));
  }

  private static String text(Reason reason, String message) {
    return code(reason) + " " + reason + " " + message;
  }

  private static String code(Reason reason) {
    if (reason == Reason.TOKEN) {
      return "NOAUTH";
    }
    if (reason == Reason.ACL) {
      return "NOPERM";
    }
    return reason.retry() == Reason.Retry.LATER ? "TRYAGAIN" : "ERR";
  }
}
