package io.cashew.client;

import io.cashew.operation.Reply;
import io.cashew.status.CashewException;
import io.cashew.status.Reason;
import java.util.Optional;

/**
 * From replies to what callers are told. A failure, and a reply that does not fit the request,
 * throws.
 */
final class Results {
  private Results() {}

  static Answer got(Reply reply) {
    if (reply instanceof Reply.Found found) {
      return new Answer.Found(found.value(), found.outcome(), Optional.ofNullable(found.detail()));
    }
    if (reply instanceof Reply.Absent absent) {
      return new Answer.Absent(Optional.of(absent.outcome()), Optional.ofNullable(absent.detail()));
    }
    throw failure(reply);
  }

  static SetAnswer set(Reply reply) {
    if (reply instanceof Reply.Stored stored) {
      return new SetAnswer.Stored(stored.version(), Optional.ofNullable(stored.previous()));
    }
    if (reply instanceof Reply.NotStored unmet) {
      return new SetAnswer.NotStored(unmet.version(), Optional.ofNullable(unmet.value()));
    }
    throw failure(reply);
  }

  /** Of a set without a condition. */
  static long version(Reply reply) {
    if (reply instanceof Reply.Stored stored) {
      return stored.version();
    }
    throw failure(reply);
  }

  static Deleted deleted(Reply reply) {
    if (reply instanceof Reply.Deleted deleted) {
      return new Deleted(deleted.existed(), Optional.ofNullable(deleted.previous()));
    }
    throw failure(reply);
  }

  static Touched touched(Reply reply) {
    if (reply instanceof Reply.Touched touched) {
      return new Touched(touched.existed(), Optional.ofNullable(touched.value()));
    }
    throw failure(reply);
  }

  private static CashewException failure(Reply reply) {
    return reply instanceof Reply.Failed failed
        ? new CashewException(failed.reason(), failed.message())
        : new CashewException(
            Reason.INTERNAL,
            "the proxy's reply does not fit the request: " + reply.getClass().getSimpleName());
  }
}
