package io.cashew.node.load;

import static com.google.common.base.Preconditions.checkNotNull;

import java.time.Duration;

/**
 * A load that took long.
 *
 * @param waited until its turn came; all of it if that never came
 * @param asked from then on
 * @param outcome what became of it
 * @param endedAt nanoseconds of the node's ticker
 */
public record SlowLoad(
    String group, Duration waited, Duration asked, LoadEvent outcome, long endedAt) {
  public SlowLoad {
    checkNotNull(group, "group");
    checkNotNull(waited, "waited");
    checkNotNull(asked, "asked");
    checkNotNull(outcome, "outcome");
  }

  /** From its beginning to its end. */
  public Duration whole() {
    return waited.plus(asked);
  }
}
