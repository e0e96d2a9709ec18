package io.cashew.node.load;

import static com.google.common.base.Preconditions.checkNotNull;

import com.google.common.collect.ImmutableMap;
import com.google.protobuf.ByteString;
import java.time.Duration;

/**
 * What took long at a node: a load, or an operation that waited for the ring.
 *
 * @param hash of group and key
 * @param what {@code load}, or the kind of the operation
 * @param stages those it went through, in that order
 * @param outcome what became of it
 * @param endedAt nanoseconds of the node's ticker
 */
public record SlowOperation(
    String group,
    ByteString key,
    long hash,
    String what,
    ImmutableMap<Stage, Duration> stages,
    String outcome,
    long endedAt) {
  public SlowOperation {
    checkNotNull(group, "group");
    checkNotNull(key, "key");
    checkNotNull(what, "what");
    checkNotNull(stages, "stages");
    checkNotNull(outcome, "outcome");
  }

  /** From its beginning to its end. */
  public Duration whole() {
    return stages.values().stream().reduce(Duration.ZERO, Duration::plus);
  }

  /** How long a stage took; zero if there was none. */
  public Duration in(Stage stage) {
    return stages.getOrDefault(stage, Duration.ZERO);
  }

  /** Where the time goes. */
  public enum Stage {
    /** Until the node held the term. */
    RING,
    /** Until a load's turn came; all of it if that never came. */
    TURN,
    /** At the source. */
    SOURCE,
    /** From the source's answer on. */
    STORE
  }
}
