package io.cashew.cluster;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkNotNull;

import com.google.protobuf.ByteString;

/** A key's value and the revision of the put that carried it. */
public record Versioned(ByteString value, long revision) {
  public Versioned {
    checkNotNull(value, "value");
    checkArgument(revision > 0, "revision: %s (expected: > 0)", revision);
  }
}
