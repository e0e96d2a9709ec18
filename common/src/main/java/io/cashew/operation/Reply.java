package io.cashew.operation;

import static com.google.common.base.Preconditions.checkNotNull;

import com.google.protobuf.ByteString;
import io.cashew.status.CashewException;
import io.cashew.status.Reason;
import org.jspecify.annotations.Nullable;

/** What became of an {@link Operation}. Outcomes are values; failures carry a {@link Reason}. */
public sealed interface Reply {
  /** A get's value. The detail is there if it was asked for. */
  record Found(ByteString value, Outcome outcome, @Nullable Detail detail) implements Reply {
    public Found {
      checkNotNull(value, "value");
      checkNotNull(outcome, "outcome");
    }
  }

  /** A get's key is not in the source. */
  record Absent(Outcome outcome, @Nullable Detail detail) implements Reply {
    public Absent {
      checkNotNull(outcome, "outcome");
    }
  }

  /** A set was executed. The version is 0 if the value is larger than the group keeps. */
  record Stored(long version) implements Reply {}

  /** A delete was executed. {@code existed}: a live entry was in memory. */
  record Deleted(boolean existed) implements Reply {}

  /** A touch was executed. {@code existed}: a live entry was in memory. */
  record Touched(boolean existed) implements Reply {}

  /**
   * The request's term is not the node's (rule R1): nothing was acknowledged. Between node and
   * router only.
   *
   * @param epoch the one the node has applied
   */
  record StaleRing(long epoch) implements Reply {}

  /**
   * It never left the proxy, because the node could not be reached: nothing was executed (rule
   * R16). Between link and router only. The message is for people.
   */
  record Unsent(String message) implements Reply {
    public Unsent {
      checkNotNull(message, "message");
    }
  }

  /** It failed. The message is for people. */
  record Failed(Reason reason, String message) implements Reply {
    public Failed {
      checkNotNull(reason, "reason");
      checkNotNull(message, "message");
    }

    public static Failed of(CashewException failure) {
      return new Failed(failure.reason(), String.valueOf(failure.getMessage()));
    }
  }
}
