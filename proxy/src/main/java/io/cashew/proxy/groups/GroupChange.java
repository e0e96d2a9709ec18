package io.cashew.proxy.groups;

import static com.google.common.base.Preconditions.checkNotNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedSet;
import io.cashew.group.GroupSettings;
import io.cashew.ring.NodeId;
import java.util.Optional;

/**
 * A change of a group that stands in the cluster store.
 *
 * @param before empty: there was no such group
 * @param after empty: there is none any more
 * @param warnings what somebody should know
 * @param applied nodes that have carried it out
 * @param pending nodes that had not in good time; they will when they hear of it
 */
public record GroupChange(
    Optional<GroupSettings> before,
    Optional<GroupSettings> after,
    ImmutableList<String> warnings,
    ImmutableSortedSet<NodeId> applied,
    ImmutableSortedSet<NodeId> pending) {
  public GroupChange {
    checkNotNull(before, "before");
    checkNotNull(after, "after");
    checkNotNull(warnings, "warnings");
    checkNotNull(applied, "applied");
    checkNotNull(pending, "pending");
  }
}
