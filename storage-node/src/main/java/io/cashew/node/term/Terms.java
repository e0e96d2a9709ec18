package io.cashew.node.term;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import io.cashew.ring.NodeId;
import io.cashew.ring.Ownership;
import io.cashew.ring.Placement;
import io.cashew.ring.Ring;
import io.cashew.ring.RingNode;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The terms a node holds by the ring it has applied, and which of their predecessors it has not
 * fenced yet. Immutable: one snapshot serves one operation.
 */
public final class Terms {
  /** Before any ring was applied. */
  static final Terms NONE =
      new Terms(0, new long[0], new NodeId[0], new NodeId[0], null, Knowledge.DOUBTFUL);

  private static final long NOT_OWNED = 0;

  private final long epoch;
  private final long[] since; // by partition; NOT_OWNED, or the epoch it was got
  private final @Nullable NodeId[] unfenced; // by partition; the predecessor to be fenced
  private final @Nullable NodeId[] fenced; // by partition; the predecessor that gave its word
  private final @Nullable Ring ring;
  private final Knowledge knowledge;

  private Terms(
      long epoch,
      long[] since,
      @Nullable NodeId[] unfenced,
      @Nullable NodeId[] fenced,
      @Nullable Ring ring,
      Knowledge knowledge) {
    this.epoch = epoch;
    this.since = since;
    this.unfenced = unfenced;
    this.fenced = fenced;
    this.ring = ring;
    this.knowledge = knowledge;
  }

  /** The epoch of the ring applied; 0: none yet. */
  public long epoch() {
    return epoch;
  }

  /** The ring applied. */
  public Optional<Ring> ring() {
    return Optional.ofNullable(ring);
  }

  /** What the node may do for a request that was routed by the term given. */
  public Standing standing(int partition, long requested) {
    if (requested > epoch) {
      return Standing.AHEAD;
    }
    if (since(partition) == NOT_OWNED || since[partition] != requested) {
      return Standing.STALE;
    }
    if (unfenced[partition] != null) {
      return Standing.UNFENCED;
    }
    return knowledge == Knowledge.SURE ? Standing.HELD : Standing.UNSURE;
  }

  /**
   * What the node may do as the stand-in of a partition's owner (rule R15): {@link Standing#HELD}
   * if another node owns it with exactly the term given.
   */
  public Standing standingIn(int partition, long requested) {
    if (requested > epoch) {
      return Standing.AHEAD;
    }
    if (ring == null
        || partition < 0
        || partition >= ring.partitions()
        || since[partition] != NOT_OWNED
        || ring.ownerOf(partition).since() != requested) {
      return Standing.STALE;
    }
    return knowledge == Knowledge.SURE ? Standing.HELD : Standing.UNSURE;
  }

  /** The epoch at which the node got a partition; 0: it does not own it. */
  public long since(int partition) {
    return partition >= 0 && partition < since.length ? since[partition] : NOT_OWNED;
  }

  /**
   * The previous owner of a partition held, if it was fenced by its own word: it is there, and can
   * be asked for what it has.
   */
  public Optional<NodeId> fencedPredecessor(int partition) {
    return Optional.ofNullable(fenced[partition]);
  }

  /** Whether the node owns nothing by this ring. */
  public boolean isEmpty() {
    for (long each : since) {
      if (each != NOT_OWNED) {
        return false;
      }
    }
    return true;
  }

  /** Whether these are known to be those of the ring that stands in the cluster store. */
  public boolean isSure() {
    return knowledge == Knowledge.SURE;
  }

  /** Whether every predecessor has been fenced, so that all that is owned is held. */
  public boolean isSettled() {
    return unfencedPredecessors().isEmpty();
  }

  /**
   * The epoch to acknowledge (rule R3): 0 while a predecessor is unfenced. A further ring names
   * only this node as the predecessor, so whoever comes next relies on it to have settled with its
   * own.
   */
  public long settledEpoch() {
    return isSettled() ? epoch : 0;
  }

  /** Nodes to be fenced before their former partitions can be held in full. */
  ImmutableSet<NodeId> unfencedPredecessors() {
    TreeSet<NodeId> predecessors = new TreeSet<>();
    for (NodeId predecessor : unfenced) {
      if (predecessor != null) {
        predecessors.add(predecessor);
      }
    }
    return ImmutableSet.copyOf(predecessors);
  }

  /** Those predecessors as the ring lists them. */
  ImmutableMap<NodeId, RingNode> predecessorNodes() {
    TreeMap<NodeId, RingNode> nodes = new TreeMap<>();
    for (NodeId predecessor : unfencedPredecessors()) {
      ring().flatMap(known -> known.node(predecessor)).ifPresent(n -> nodes.put(predecessor, n));
    }
    return ImmutableMap.copyOf(nodes);
  }

  /** The terms by a newer ring. What was fenced under an unchanged term stays fenced. */
  Terms after(Ring newer, NodeId self) {
    int partitions = newer.partitions();
    long[] nextSince = new long[partitions];
    @Nullable NodeId[] nextUnfenced = new NodeId[partitions];
    @Nullable NodeId[] nextFenced = new NodeId[partitions];
    for (int p = 0; p < partitions; p++) {
      Placement placement = newer.placement(p);
      Ownership ownership = placement.ownership();
      if (ownership.owner().equals(self)) {
        nextSince[p] = ownership.since();
        boolean unchanged = p < since.length && since[p] == ownership.since();
        nextUnfenced[p] =
            unchanged ? unfenced[p] : placement.previous().map(Ownership::owner).orElse(null);
        nextFenced[p] = unchanged ? fenced[p] : null;
      }
    }
    return new Terms(newer.epoch(), nextSince, nextUnfenced, nextFenced, newer, knowledge);
  }

  /** The terms once a predecessor has been fenced: it has applied a ring as new as this one. */
  Terms fenced(NodeId predecessor) {
    @Nullable NodeId[] nextFenced = fenced.clone();
    for (int p = 0; p < nextFenced.length; p++) {
      if (predecessor.equals(unfenced[p])) {
        nextFenced[p] = predecessor;
      }
    }
    return new Terms(epoch, since, unfencedWithout(predecessor), nextFenced, ring, knowledge);
  }

  /** The terms once a predecessor is known to be gone. */
  Terms released(NodeId predecessor) {
    return new Terms(epoch, since, unfencedWithout(predecessor), fenced, ring, knowledge);
  }

  private @Nullable NodeId[] unfencedWithout(NodeId predecessor) {
    @Nullable NodeId[] left = unfenced.clone();
    for (int p = 0; p < left.length; p++) {
      if (predecessor.equals(left[p])) {
        left[p] = null;
      }
    }
    return left;
  }

  /** The same terms, of which there may be newer ones by now. */
  Terms doubtful() {
    return new Terms(epoch, since, unfenced, fenced, ring, Knowledge.DOUBTFUL);
  }

  /** The same terms, which are those of the ring that stands in the cluster store. */
  Terms sure() {
    return new Terms(epoch, since, unfenced, fenced, ring, Knowledge.SURE);
  }

  /** Whether there may be rings that the node was not awake to hear of (rule R11). */
  private enum Knowledge {
    SURE,
    DOUBTFUL
  }
}
