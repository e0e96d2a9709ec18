package io.cashew.doctor;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Streams;
import io.cashew.etcd.EtcdReport;
import io.cashew.v1.GetRingReply;
import io.cashew.v1.GroupSettings;
import io.cashew.v1.GroupStatistics;
import io.cashew.v1.MemoryStatistics;
import io.cashew.v1.Node;
import io.cashew.v1.NodeExamination;
import io.cashew.v1.NodeStatistics;
import io.cashew.v1.ProcessVitals;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A cluster, looked at twice. What lasts from one look to the next is no passing state, and what
 * was counted in between happens now. Immutable.
 *
 * @param window from the first look to the second
 * @param silent proxies that did not answer: who, with why
 * @param gaps what could not be looked at
 * @param etcd empty: it was not asked
 */
public record Snapshot(
    Sample before,
    Sample after,
    Duration window,
    ImmutableMap<String, String> silent,
    ImmutableList<Gap> gaps,
    Optional<EtcdReport> etcd) {

  /** A process, and how it was at both looks. */
  public record ProcessSight(String name, ProcessVitals before, ProcessVitals after) {}

  /** A group on a node, its settings, and the memory of the node at the second look. */
  public record Held(
      String node,
      GroupStatistics before,
      GroupStatistics now,
      GroupSettings settings,
      MemoryStatistics memory) {
    String group() {
      return now.getGroup();
    }
  }

  /** Whether any proxy answered. */
  public boolean isReached() {
    return !after.proxies().isEmpty();
  }

  /**
   * The ring, as the proxy has it that speaks for the cluster; without an epoch if nobody has one.
   */
  GetRingReply ring() {
    return after.proxies().stream()
        .findFirst()
        .map(ProxySight::ring)
        .orElse(GetRingReply.getDefaultInstance());
  }

  /** For how long that proxy has gone by this ring. */
  Duration ringInForce() {
    return after.proxies().stream()
        .findFirst()
        .map(proxy -> Duration.ofMillis(proxy.itself().getRingInForceMs()))
        .orElse(Duration.ZERO);
  }

  /** The nodes, as the same proxy sees them. */
  ImmutableList<Node> nodes() {
    return nodes(after);
  }

  private static ImmutableList<Node> nodes(Sample sample) {
    return sample.proxies().stream()
        .findFirst()
        .map(proxy -> ImmutableList.copyOf(proxy.nodes().getNodesList()))
        .orElse(ImmutableList.of());
  }

  /** The same node at the first look. */
  Optional<Node> before(Node node) {
    return nodes(before).stream().filter(old -> old.getId().equals(node.getId())).findFirst();
  }

  /** Nodes that said how they are. */
  Stream<NodeExamination> examined() {
    return after.nodes().stream().filter(node -> node.getFailure().isEmpty());
  }

  /** How the same node was at the first look. */
  Optional<NodeExamination> before(NodeExamination node) {
    return before.nodes().stream()
        .filter(old -> old.getNode().equals(node.getNode()) && old.getFailure().isEmpty())
        .findFirst();
  }

  /** Nodes that told what they hold. */
  Stream<NodeStatistics> statistics() {
    return after.statistics().stream().filter(node -> node.getFailure().isEmpty());
  }

  /** What the same node held at the first look; if that is not known, what it holds now. */
  NodeStatistics before(NodeStatistics node) {
    return before.statistics().stream()
        .filter(old -> old.getNode().equals(node.getNode()) && old.getFailure().isEmpty())
        .findFirst()
        .orElse(node);
  }

  /** Groups as nodes hold them, of those that stand in the cluster store. */
  Stream<Held> held() {
    Map<String, GroupSettings> settings = new LinkedHashMap<>();
    after.groups().forEach(group -> settings.put(group.getName(), group.getSettings()));
    return statistics()
        .flatMap(
            node -> {
              NodeStatistics old = before(node);
              return node.getGroupsList().stream()
                  .filter(held -> settings.containsKey(held.getGroup()))
                  .map(
                      held ->
                          new Held(
                              node.getNode(),
                              of(old, held),
                              held,
                              settings.getOrDefault(
                                  held.getGroup(), GroupSettings.getDefaultInstance()),
                              node.getMemory()));
            });
  }

  private static GroupStatistics of(NodeStatistics node, GroupStatistics otherwise) {
    return node.getGroupsList().stream()
        .filter(group -> group.getGroup().equals(otherwise.getGroup()))
        .findFirst()
        .orElse(otherwise);
  }

  /** Proxies and nodes that said how they are. */
  ImmutableList<ProcessSight> everybody() {
    return Streams.concat(
            after.proxies().stream()
                .map(
                    proxy ->
                        new ProcessSight(
                            proxy.id(), vitalsBefore(proxy), proxy.itself().getVitals())),
            examined()
                .map(
                    node ->
                        new ProcessSight(
                            node.getNode(),
                            before(node).orElse(node).getVitals(),
                            node.getVitals())))
        .collect(toImmutableList());
  }

  /** The same by process: those that share one are told by one name. */
  ImmutableList<ProcessSight> processes() {
    Map<String, ProcessSight> byPlace = new LinkedHashMap<>();
    for (ProcessSight process : everybody()) {
      byPlace.merge(
          process.after().getHost() + " " + process.after().getPid(),
          process,
          (known, other) ->
              new ProcessSight(known.name() + ", " + other.name(), known.before(), known.after()));
    }
    return ImmutableList.copyOf(byPlace.values());
  }

  private ProcessVitals vitalsBefore(ProxySight proxy) {
    return before.proxies().stream()
        .filter(old -> old.id().equals(proxy.id()))
        .findFirst()
        .orElse(proxy)
        .itself()
        .getVitals();
  }
}
