package io.cashew.node;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkNotNull;

import com.google.common.collect.ImmutableList;
import io.cashew.config.ConnectionSettings;
import io.cashew.config.NodeSettings;
import io.cashew.group.GroupSpec;
import java.time.Duration;
import java.util.List;

/**
 * Everything a storage node can be told.
 *
 * @param sources connections that groups refer to by name
 * @param groups put into the cluster store if it has none of that name; what it has wins
 * @param lease how long the node keeps its place in the cluster when it says nothing
 */
public record NodeConfig(
    NodeSettings node, List<ConnectionSettings> sources, List<GroupSpec> groups, Duration lease) {
  public NodeConfig {
    checkNotNull(node, "node");
    sources = ImmutableList.copyOf(sources);
    groups = ImmutableList.copyOf(groups);
    checkArgument(lease.toMillis() >= 1000, "lease: %s (expected: at least 1 s)", lease);
  }
}
