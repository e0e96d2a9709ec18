package io.cashew.bench.door;

import io.cashew.bench.Ending;
import io.cashew.bench.Request;
import io.cashew.rpc.StatusCodec;
import io.cashew.status.CashewException;
import io.cashew.status.Reason;
import io.cashew.v1.Failure;
import io.cashew.v1.Outcome;

/** What answers of {@code cashew.v1} mean to a bench. */
final class Outcomes {
  private Outcomes() {}

  static Ending found(Outcome outcome) {
    return switch (outcome) {
      case OUTCOME_HIT -> Ending.HIT;
      case OUTCOME_MISS_LOADED -> Ending.LOADED;
      case OUTCOME_COALESCED -> Ending.COALESCED;
      case OUTCOME_STALE -> Ending.STALE;
      case OUTCOME_GUTTER -> Ending.GUTTER;
      case OUTCOME_UNSPECIFIED, OUTCOME_NEGATIVE, OUTCOME_NOT_LOADED, UNRECOGNIZED -> Ending.FOUND;
    };
  }

  static Ending absent(Outcome outcome) {
    return outcome == Outcome.OUTCOME_NEGATIVE ? Ending.NEGATIVE : Ending.ABSENT;
  }

  static void failed(Request request, Failure failure) {
    request.failed(failure.getReason(), failure.getMessage());
  }

  /** All keys failed; or the one of a unary get is absent. */
  static void failed(Request request, Throwable failure) {
    CashewException reported = StatusCodec.fromStatus(failure);
    if (reported.reason() == Reason.SOURCE_NOT_FOUND || reported.reason() == Reason.NOT_IN_MEMORY) {
      request.ended(Ending.ABSENT);
    } else {
      request.failedAll(reported.reason().name(), String.valueOf(reported.getMessage()));
    }
  }
}
