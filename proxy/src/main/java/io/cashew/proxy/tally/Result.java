package io.cashew.proxy.tally;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableList;
import io.cashew.operation.Outcome;
import io.cashew.operation.Reply;
import io.cashew.status.Reason;

/**
 * What becomes of a request, as it is told apart in metrics: known by a small index, so that
 * counting takes an addition.
 *
 * @param outcome how an answer came about; {@code done} and {@code unmet} of changes; {@code
 *     failed}
 * @param code gRPC's, whatever the door
 * @param reason of a failure; else empty
 */
record Result(String outcome, String code, String reason) {
  private static final Outcome[] OUTCOMES = Outcome.values();
  private static final Reason[] REASONS = Reason.values();

  /** By {@link #indexOf}: values, absences, changes, failures. */
  static final ImmutableList<Result> ALL = all();

  /** By {@link #outcomeIndexOf}: whatever the code and the reason. */
  static final ImmutableList<String> OUTCOME_NAMES =
      ALL.stream().map(Result::outcome).distinct().collect(ImmutableList.toImmutableList());

  private static final int[] OUTCOME_INDEX =
      ALL.stream().mapToInt(result -> OUTCOME_NAMES.indexOf(result.outcome())).toArray();

  private static final int ABSENT = OUTCOMES.length;
  private static final int DONE = 2 * OUTCOMES.length;
  private static final int UNMET = DONE + 1;
  private static final int FAILED = UNMET + 1;

  private static ImmutableList<Result> all() {
    ImmutableList.Builder<Result> all = ImmutableList.builder();
    for (String code : new String[] {"OK", "NOT_FOUND"}) {
      for (Outcome outcome : OUTCOMES) {
        all.add(new Result(Ascii.toLowerCase(outcome.name()), code, ""));
      }
    }
    all.add(new Result("done", "OK", ""));
    all.add(new Result("unmet", Reason.VERSION_MISMATCH.codeName(), ""));
    for (Reason reason : REASONS) {
      all.add(new Result("failed", reason.codeName(), reason.name()));
    }
    return all.build();
  }

  static int outcomeIndexOf(Reply reply) {
    return OUTCOME_INDEX[indexOf(reply)];
  }

  @SuppressWarnings("EnumOrdinal") // within this process; stored nowhere
  static int indexOf(Reply reply) {
    if (reply instanceof Reply.Found found) {
      return found.outcome().ordinal();
    }
    if (reply instanceof Reply.Absent absent) {
      return ABSENT + absent.outcome().ordinal();
    }
    if (reply instanceof Reply.Failed failed) {
      return FAILED + failed.reason().ordinal();
    }
    return reply instanceof Reply.NotStored ? UNMET : DONE;
  }
}
