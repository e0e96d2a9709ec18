package io.cashew.doctor;

import com.google.common.collect.ImmutableList;
import com.google.common.net.HostAndPort;
import io.cashew.v1.ExamineReply;
import io.cashew.v1.GetRingReply;
import io.cashew.v1.Group;
import io.cashew.v1.GroupSettings;
import io.cashew.v1.GroupStatistics;
import io.cashew.v1.ListNodesReply;
import io.cashew.v1.LoadCount;
import io.cashew.v1.MemoryStatistics;
import io.cashew.v1.Node;
import io.cashew.v1.NodeExamination;
import io.cashew.v1.NodeStatistics;
import io.cashew.v1.ProcessVitals;
import io.cashew.v1.ServedGroup;
import io.cashew.v1.SourceSettings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One look at a made-up cluster that is well, to be changed before it is taken. */
final class Look {
  static final long NOW = 1_795_000_000_000L;
  static final String GROUP = "things";

  private static final long MIB = 1 << 20;

  final Map<String, GetRingReply.Builder> rings = new LinkedHashMap<>();
  final Map<String, ExamineReply.Builder> proxies = new LinkedHashMap<>();
  final Map<String, Long> clocksAhead = new LinkedHashMap<>();
  final Map<String, Map<String, Node.Builder>> nodesByProxy = new LinkedHashMap<>();
  final Map<String, NodeExamination.Builder> nodes = new LinkedHashMap<>();
  final Map<String, MemoryStatistics.Builder> memory = new LinkedHashMap<>();
  final Map<String, GroupStatistics.Builder> held = new LinkedHashMap<>();
  final GroupSettings.Builder settings =
      GroupSettings.newBuilder()
          .setMemoryBytes(64 * MIB)
          .setReservedBytes(10 * MIB)
          .setMaxValueBytes(MIB)
          .setTtlMs(600_000)
          .setNegativeTtlMs(5_000)
          .setLoadQueue(100)
          .setSource(SourceSettings.newBuilder().setConnection("db"));

  /** Two proxies and three nodes. */
  Look() {
    for (String proxy : List.of("p1", "p2")) {
      rings.put(
          proxy,
          GetRingReply.newBuilder()
              .setEpoch(7)
              .setDigest("c0ffee")
              .setPartitions(1024)
              .setCoordinator("p1")
              .setProxy(proxy));
      proxies.put(
          proxy,
          ExamineReply.newBuilder()
              .setProxy(proxy)
              .setRingInForceMs(3_600_000)
              .setVitals(vitals(proxy)));
      clocksAhead.put(proxy, 0L);
      Map<String, Node.Builder> seen = new LinkedHashMap<>();
      for (String node : List.of("n1", "n2", "n3")) {
        seen.put(
            node,
            Node.newBuilder()
                .setId(node)
                .setAddress(node + ":7410")
                .setWeight(1)
                .setPartitions(node.equals("n1") ? 342 : 341)
                .setRegistered(true)
                .setAcknowledgedEpoch(7));
      }
      nodesByProxy.put(proxy, seen);
    }
    for (String node : List.of("n1", "n2", "n3")) {
      nodes.put(
          node,
          NodeExamination.newBuilder()
              .setNode(node)
              .setVitals(vitals(node))
              .setEpoch(7)
              .setHeld(341));
      memory.put(
          node,
          MemoryStatistics.newBuilder().setLimitBytes(1024 * MIB).setAllocatedBytes(100 * MIB));
      held.put(
          node,
          GroupStatistics.newBuilder()
              .setGroup(GROUP)
              .setEntries(1_000)
              .setBytes(10 * MIB)
              .setReservedBytes(10 * MIB)
              .setMaxBytes(64 * MIB)
              .setHits(9_000)
              .setMisses(1_000));
    }
  }

  private static ProcessVitals vitals(String process) {
    return ProcessVitals.newBuilder()
        .setVersion("0.1.0")
        .setNowMs(NOW)
        .setUptimeMs(86_400_000)
        .setHost("host-" + process)
        .setPid(1)
        .setHeapLiveBytes(100 * MIB)
        .setHeapMaxBytes(512 * MIB)
        .setDirectBytes(100 * MIB)
        .setDirectMaxBytes(2048 * MIB)
        .setMachineBytes(8192 * MIB)
        .setOpenFiles(100)
        .setMaxFiles(1_000)
        .setLoopBeats(40)
        .setLoopLatenessSeconds(0.04)
        .build();
  }

  ProcessVitals.Builder vitalsOf(String process) {
    ExamineReply.Builder proxy = proxies.get(process);
    return proxy == null ? nodes.get(process).getVitalsBuilder() : proxy.getVitalsBuilder();
  }

  /** A node as every proxy sees it. */
  List<Node.Builder> seen(String node) {
    return nodesByProxy.values().stream().map(nodes -> nodes.get(node)).toList();
  }

  /** Loads of a node that have ended so. */
  void loads(String node, String event, long count) {
    held.get(node)
        .getLoadsBuilder()
        .addCounts(LoadCount.newBuilder().setEvent(event).setCount(count));
  }

  Sample taken() {
    Group group = Group.newBuilder().setName(GROUP).setSettings(settings).build();
    ImmutableList.Builder<ProxySight> sights = ImmutableList.builder();
    rings.forEach(
        (proxy, ring) ->
            sights.add(
                new ProxySight(
                    HostAndPort.fromParts(proxy, 7480),
                    ring.build(),
                    ListNodesReply.newBuilder()
                        .addAllNodes(
                            nodesByProxy.get(proxy).values().stream()
                                .map(Node.Builder::build)
                                .toList())
                        .build(),
                    proxies.get(proxy).build(),
                    clocksAhead.get(proxy),
                    10)));
    ImmutableList.Builder<NodeStatistics> statistics = ImmutableList.builder();
    memory.forEach(
        (node, bytes) ->
            statistics.add(
                NodeStatistics.newBuilder()
                    .setNode(node)
                    .setMemory(bytes)
                    .addGroups(held.get(node))
                    .build()));
    ImmutableList.Builder<NodeExamination> examinations = ImmutableList.builder();
    nodes.forEach(
        (id, node) -> {
          NodeExamination.Builder copy = node.clone();
          if (copy.getGroupsCount() == 0) {
            copy.addGroups(ServedGroup.newBuilder().setGroup(group));
          }
          examinations.add(copy.build());
        });
    return new Sample(
        sights.build(), ImmutableList.of(group), statistics.build(), examinations.build());
  }
}
