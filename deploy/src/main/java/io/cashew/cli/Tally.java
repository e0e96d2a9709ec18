package io.cashew.cli;

import com.google.gson.JsonObject;
import com.google.protobuf.ByteString;
import io.cashew.client.Answer;
import io.cashew.client.Result;
import io.cashew.status.CashewException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** How many of several keys succeeded, are absent, failed: what the verb exits with. */
final class Tally {
  private final List<CashewException> failures = new ArrayList<>();
  private int succeeded;
  private int absent;

  /** Of the answers to a batch of gets. */
  static Tally of(Map<ByteString, Result> results) {
    Tally tally = new Tally();
    for (Result result : results.values()) {
      if (result instanceof Result.Failed failed) {
        tally.failed(new CashewException(failed.reason(), failed.message()));
      } else if (result instanceof Answer.Absent) {
        tally.absent();
      } else {
        tally.succeeded();
      }
    }
    return tally;
  }

  void succeeded() {
    succeeded++;
  }

  void absent() {
    absent++;
  }

  void failed(CashewException failure) {
    failures.add(failure);
  }

  /** Throws the first failure if there is nothing else to tell. */
  void refuseTotalFailure() {
    if (succeeded + absent == 0 && !failures.isEmpty()) {
      throw failures.get(0);
    }
  }

  /** Says on standard error how many failed, if any. */
  void report(PrintStream err) {
    if (!failures.isEmpty()) {
      err.printf(
          "cashew: %d of %d keys failed%n", failures.size(), failures.size() + succeeded + absent);
    }
  }

  ExitCode exitCode() {
    if (!failures.isEmpty()) {
      return ExitCode.PARTIAL;
    }
    return absent > 0 ? ExitCode.ABSENT : ExitCode.OK;
  }

  /** A failure as a field of a result. */
  static void add(JsonObject result, CashewException failure) {
    JsonObject error = new JsonObject();
    error.addProperty("reason", failure.reason().name());
    error.addProperty("message", failure.getMessage());
    result.add("error", error);
  }
}
