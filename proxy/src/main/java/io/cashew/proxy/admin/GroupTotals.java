package io.cashew.proxy.admin;

import com.google.common.net.HostAndPort;
import com.google.protobuf.ByteString;
import io.cashew.proxy.door.resp.RespCluster;
import io.cashew.proxy.groups.Flushing;
import io.cashew.ring.RingNode;
import io.cashew.v1.GroupStatistics;
import io.cashew.v1.NodeStatistics;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** A group on all nodes together. Thread-safe. */
public final class GroupTotals implements RespCluster {
  private final ClusterView view;
  private final NodeReports nodes;
  private final Flushing flushing;

  public GroupTotals(ClusterView view, NodeReports nodes, Flushing flushing) {
    this.view = view;
    this.nodes = nodes;
    this.flushing = flushing;
  }

  @Override
  public CompletableFuture<Long> entries(String group) {
    List<CompletableFuture<NodeStatistics>> answers =
        addresses().stream().map(address -> nodes.statistics(address, group)).toList();
    return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
        .thenApply(
            unused ->
                answers.stream()
                    .flatMap(answer -> answer.join().getGroupsList().stream())
                    .mapToLong(GroupStatistics::getEntries)
                    .sum());
  }

  @Override
  public CompletableFuture<Void> flush(String group) {
    return flushing
        .flush(group, ByteString.EMPTY, Flushing.PATIENCE)
        .thenAccept(acknowledged -> {});
  }

  private Set<HostAndPort> addresses() {
    Set<HostAndPort> addresses = new HashSet<>();
    view.ring()
        .ifPresent(
            ring ->
                ring.nodes().stream()
                    .filter(RingNode::isActive)
                    .forEach(node -> addresses.add(node.address())));
    view.members().values().forEach(member -> addresses.add(member.address()));
    return addresses;
  }
}
