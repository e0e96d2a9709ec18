package io.cashew.doctor;

import com.google.common.collect.ImmutableList;
import io.cashew.v1.Group;
import io.cashew.v1.NodeExamination;
import io.cashew.v1.NodeStatistics;

/**
 * What was answered at about one moment. Immutable.
 *
 * @param proxies those that answered, the one that speaks for the cluster first
 * @param groups as they stand in the cluster store
 * @param statistics of every node; a node that did not answer has a failure
 * @param nodes how every node is, likewise
 */
public record Sample(
    ImmutableList<ProxySight> proxies,
    ImmutableList<Group> groups,
    ImmutableList<NodeStatistics> statistics,
    ImmutableList<NodeExamination> nodes) {
  /** Nothing was answered. */
  public static final Sample EMPTY =
      new Sample(ImmutableList.of(), ImmutableList.of(), ImmutableList.of(), ImmutableList.of());
}
