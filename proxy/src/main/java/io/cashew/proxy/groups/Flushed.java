package io.cashew.proxy.groups;

import static com.google.common.base.Preconditions.checkNotNull;

import com.google.common.collect.ImmutableSortedSet;
import io.cashew.ring.NodeId;

/**
 * A flush that is carried out.
 *
 * @param generation how many flushes the group has had
 * @param nodes who has carried it out
 */
public record Flushed(long generation, ImmutableSortedSet<NodeId> nodes) {
  public Flushed {
    checkNotNull(nodes, "nodes");
  }
}
