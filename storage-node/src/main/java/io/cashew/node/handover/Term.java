package io.cashew.node.handover;

import static com.google.common.base.Preconditions.checkArgument;

/**
 * A partition that moved.
 *
 * @param since the epoch at which its present owner got it
 */
public record Term(int partition, long since) {
  public Term {
    checkArgument(partition >= 0, "partition: %s (expected: >= 0)", partition);
    checkArgument(since > 0, "since: %s (expected: > 0)", since);
  }
}
