package io.cashew.client;

import static com.google.common.base.Preconditions.checkNotNull;

import com.google.protobuf.ByteString;
import java.util.Optional;

/** What became of a set. That its condition is not met is an answer; failures are thrown. */
public sealed interface SetAnswer extends Result {
  /**
   * The set was executed.
   *
   * @param version greater than any the key had before at the same owner; 0 if the group did not
   *     keep the value
   * @param previous the value there was, if it was to be brought and there was one
   */
  record Stored(long version, Optional<ByteString> previous) implements SetAnswer {
    public Stored {
      checkNotNull(previous, "previous");
    }
  }

  /**
   * The condition is not met: nothing was executed.
   *
   * @param version of the value there is in memory; 0: there is none
   * @param value the one there is, if the previous was to be brought and there is one
   */
  record NotStored(long version, Optional<ByteString> value) implements SetAnswer {
    public NotStored {
      checkNotNull(value, "value");
    }
  }
}
