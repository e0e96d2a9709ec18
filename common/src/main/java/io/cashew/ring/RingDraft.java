package io.cashew.ring;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import io.cashew.hash.HashSpec;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A ring as it is written: complete but for its epoch, which the cluster store gives it.
 *
 * @param incarnation upper bits of the epoch, see {@link Epoch}
 * @param hashSpec how keys become partitions
 * @param nodes each id once; whoever owns a partition or owned it before is listed
 * @param assignments one per partition, by partition
 * @param changes how the ring came about, oldest first, {@link #MAX_CHANGES} at most
 */
public record RingDraft(
    int incarnation,
    HashSpec hashSpec,
    ImmutableList<RingNode> nodes,
    ImmutableList<Assignment> assignments,
    ImmutableList<RingChange> changes) {
  public static final int MAX_CHANGES = 16;

  public RingDraft {
    Epoch.checkIncarnation(incarnation);
    checkArgument(
        assignments.size() == hashSpec.partitions(),
        "placements: %s (expected: %s, one per partition)",
        assignments.size(),
        hashSpec.partitions());
    checkArgument(
        changes.size() <= MAX_CHANGES,
        "changes: %s (expected: at most %s)",
        changes.size(),
        MAX_CHANGES);
    checkOwners(nodes, assignments);
  }

  /** A ring once more, with all its terms, under another incarnation. */
  public static RingDraft again(Ring ring, int incarnation, RingChange change) {
    ImmutableList<RingChange> before = ring.changes();
    return new RingDraft(
        incarnation,
        ring.hashSpec(),
        ring.nodes(),
        IntStream.range(0, ring.partitions())
            .mapToObj(p -> Assignment.kept(ring.placement(p)))
            .collect(ImmutableList.toImmutableList()),
        ImmutableList.<RingChange>builder()
            .addAll(before.subList(Math.max(0, before.size() + 1 - MAX_CHANGES), before.size()))
            .add(change)
            .build());
  }

  /**
   * The ring this becomes when a revision of the cluster store carries it.
   *
   * @throws IllegalArgumentException if something in it is later than that revision
   */
  public Ring at(long revision) {
    return new Ring(this, Epoch.of(incarnation, revision));
  }

  private static void checkOwners(
      ImmutableList<RingNode> nodes, ImmutableList<Assignment> assignments) {
    Map<NodeId, RingNode> listed = new HashMap<>();
    for (RingNode node : nodes) {
      checkArgument(listed.put(node.id(), node) == null, "node %s: listed twice", node.id());
    }
    for (int p = 0; p < assignments.size(); p++) {
      Assignment assignment = assignments.get(p);
      RingNode owner = listed.get(assignment.owner());
      checkArgument(
          owner != null && owner.isActive(),
          "partition %s: owned by %s, which is not an active node of the list",
          p,
          assignment.owner());
      assignment
          .previous()
          .map(Ownership::owner)
          .ifPresent(
              before ->
                  checkArgument(
                      listed.containsKey(before), "previous owner %s: not listed", before));
    }
  }
}
