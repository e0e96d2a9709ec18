package io.cashew.client;

import static com.google.common.base.Preconditions.checkNotNull;

import com.google.protobuf.ByteString;
import java.util.Optional;

/**
 * A key was deleted.
 *
 * @param existed a live value was in memory
 * @param previous that value, if it was to be brought and there was one
 */
public record Deleted(boolean existed, Optional<ByteString> previous) implements Result {
  public Deleted {
    checkNotNull(previous, "previous");
  }
}
