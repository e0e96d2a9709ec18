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

  /**
   * A get's key is not in the source; or, by the outcome {@link Outcome#NOT_LOADED}, not in memory.
   */
  record Absent(Outcome outcome, @Nullable Detail detail) implements Reply {
    public Absent {
      checkNotNull(outcome, "outcome");
    }
  }

  /**
   * A set was executed.
   *
   * @param version greater than any the key had before at this owner; 0 if the value is larger than
   *     the group keeps
   * @param previous the value there was, if that was to be brought; null: there was none
   */
  record Stored(long version, @Nullable ByteString previous) implements Reply {
    public Stored(long version) {
      this(version, null);
    }
  }

  /**
   * A set's condition is not met: nothing was executed.
   *
   * @param version of the value there is; 0: there is none
   * @param value the one there is, if the previous was to be brought; null: there is none
   */
  record NotStored(long version, @Nullable ByteString value) implements Reply {
    /** For a protocol that has no such answer. */
    public Failed asFailure() {
      return new Failed(
          Reason.VERSION_MISMATCH,
          version == 0
              ? "nothing was stored: there is no value in memory"
              : "nothing was stored: there is a value of version %s in memory"
                  .formatted(Long.toUnsignedString(version)));
    }
  }

  /**
   * A delete was executed.
   *
   * @param existed a live value was in memory
   * @param previous that value, if it was to be brought; null: there was none
   */
  record Deleted(boolean existed, @Nullable ByteString previous) implements Reply {
    public Deleted(boolean existed) {
      this(existed, null);
    }
  }

  /**
   * A touch was executed.
   *
   * @param existed a live value was in memory, and has the new time to live
   * @param value that value, if it was to be brought; null: there was none
   */
  record Touched(boolean existed, @Nullable ByteString value) implements Reply {
    public Touched(boolean existed) {
      this(existed, null);
    }
  }

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
