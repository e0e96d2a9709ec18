package io.cashew.client;

import static com.google.common.base.Preconditions.checkNotNull;

import com.google.protobuf.ByteString;
import java.util.Optional;

/**
 * A key was touched.
 *
 * @param existed a live value was in memory, and has the new time to live
 * @param value that value, if it was to be brought and there was one
 */
public record Touched(boolean existed, Optional<ByteString> value) {
  public Touched {
    checkNotNull(value, "value");
  }
}
