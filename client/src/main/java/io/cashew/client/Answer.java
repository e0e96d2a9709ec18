package io.cashew.client;

import static com.google.common.base.Preconditions.checkNotNull;

import com.google.protobuf.ByteString;
import io.cashew.operation.Detail;
import io.cashew.operation.Outcome;
import java.util.Optional;

/** What a get found. Absence is an answer; failures are thrown. */
public sealed interface Answer extends Result {
  /** The key's value. The detail is there if it was asked for. */
  record Found(ByteString value, Outcome outcome, Optional<Detail> detail) implements Answer {
    public Found {
      checkNotNull(value, "value");
      checkNotNull(outcome, "outcome");
      checkNotNull(detail, "detail");
    }

    /** The value, read as UTF-8. */
    public String text() {
      return value.toStringUtf8();
    }
  }

  /**
   * The source has no such key; or, by the outcome {@link Outcome#NOT_LOADED}, it is not in memory.
   *
   * @param outcome how that became known; empty if the proxy did not say
   * @param detail there if it was asked for
   */
  record Absent(Optional<Outcome> outcome, Optional<Detail> detail) implements Answer {
    public Absent {
      checkNotNull(outcome, "outcome");
      checkNotNull(detail, "detail");
    }
  }
}
