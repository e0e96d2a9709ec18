package io.cashew.node.core;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkNotNull;

import io.cashew.ring.NodeId;
import java.time.Duration;

/**
 * What a node is told about itself.
 *
 * @param lease how long it keeps its place in the cluster when it says nothing; others in its place
 *     go by the same
 * @param handoverBytesPerSecond what previous owners may stream to it, all together
 */
public record NodeTraits(NodeId id, Duration lease, long handoverBytesPerSecond) {
  public NodeTraits {
    checkNotNull(id, "id");
    checkArgument(lease.toMillis() >= 1000, "lease: %s (expected: at least 1 s)", lease);
    checkArgument(
        handoverBytesPerSecond > 0,
        "handoverBytesPerSecond: %s (expected: > 0)",
        handoverBytesPerSecond);
  }

  /** How long a predecessor must be out to count as gone (rule R2). */
  Duration margin() {
    return lease.dividedBy(5);
  }

  /** A longer gap of time is a sleep (rule R14). */
  Duration longestGap() {
    return lease.dividedBy(2);
  }
}
