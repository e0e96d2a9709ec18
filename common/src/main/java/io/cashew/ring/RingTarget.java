package io.cashew.ring;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import java.util.stream.IntStream;

/**
 * A former ring's assignment that is wanted again.
 *
 * @param epoch of the former ring
 * @param owners by partition
 */
public record RingTarget(long epoch, ImmutableList<NodeId> owners) {
  public RingTarget {
    checkArgument(epoch > 0, "epoch: %s (expected: > 0)", epoch);
    checkArgument(!owners.isEmpty(), "owners: none (expected: one per partition)");
  }

  /** What a ring says about who owns what. */
  public static RingTarget of(Ring ring) {
    return new RingTarget(
        ring.epoch(),
        IntStream.range(0, ring.partitions())
            .mapToObj(p -> ring.ownerOf(p).owner())
            .collect(ImmutableList.toImmutableList()));
  }

  /** Whether a ring assigns its partitions so. */
  public boolean isReachedBy(Ring ring) {
    return owners.equals(of(ring).owners);
  }
}
