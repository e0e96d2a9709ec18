package io.cashew.ring;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkNotNull;

/** Who owns a partition, and since which epoch. The pair is the term every request carries. */
public record Ownership(NodeId owner, long since) {
  public Ownership {
    checkNotNull(owner, "owner");
    checkArgument(since > 0, "since: %s (expected: > 0)", since);
  }
}
