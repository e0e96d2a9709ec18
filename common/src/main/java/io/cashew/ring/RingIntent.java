package io.cashew.ring;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import java.util.Optional;

/**
 * What operators want of the ring, beyond what the nodes say of themselves.
 *
 * @param drained nodes that are to own nothing; they stay members
 * @param weights by node, in the place of what the node registered with; 1 to 1,000
 * @param target a former assignment to go back to; it stands until it is reached or impossible
 */
public record RingIntent(
    ImmutableSortedSet<NodeId> drained,
    ImmutableSortedMap<NodeId, Integer> weights,
    Optional<RingTarget> target) {
  /** No wishes. */
  public static final RingIntent NONE =
      new RingIntent(ImmutableSortedSet.of(), ImmutableSortedMap.of(), Optional.empty());

  public RingIntent {
    weights.forEach(
        (id, weight) ->
            checkArgument(
                weight >= 1 && weight <= Member.MAX_WEIGHT,
                "weight of %s: %s (expected: 1 to %s)",
                id,
                weight,
                Member.MAX_WEIGHT));
  }

  /** The same without a former assignment to go back to. */
  public RingIntent withoutTarget() {
    return new RingIntent(drained, weights, Optional.empty());
  }
}
