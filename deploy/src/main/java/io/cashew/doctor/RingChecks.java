package io.cashew.doctor;

import static io.cashew.doctor.Severity.NOTICE;
import static io.cashew.doctor.Severity.WARNING;

import com.google.common.collect.ImmutableList;
import io.cashew.doctor.Check.Report;
import io.cashew.ring.Epoch;
import io.cashew.v1.GetRingReply;
import io.cashew.v1.Node;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Whether the ring moves when it should, and is cut to what the nodes can hold. */
final class RingChecks {
  static final ImmutableList<Check> ALL =
      ImmutableList.of(
          new Check(
              "epoch-behind",
              WARNING,
              "node NAME has not acknowledged the ring, and the ring cannot change before it has",
              "The ring is in force for 5 s and the same at both looks: acknowledging takes"
                  + " milliseconds, after a death a fifth of a lease.",
              "look at the log of NAME: it waits for a previous owner, or does not reach etcd; if it"
                  + " is stuck, restart it",
              RingChecks::epochBehind),
          new Check(
              "moves-stuck",
              WARNING,
              "partitions are to move, and nothing moves",
              "No step for 10 s: a step takes less than one, or a lease if a node has died.",
              "'cashew ring plan' shows what is left; alarms, epoch-behind or node-suspect say what"
                  + " holds it up",
              RingChecks::movesStuck),
          new Check(
              "handover-stuck",
              WARNING,
              "node NAME is still at handing over or taking over entries",
              "11 min after the last change: the window of a handover closes after 10.",
              "look at the log of NAME and at 'cashew nodes --json' (giving, taking); a larger"
                  + " node.handover-rate makes the next one faster",
              RingChecks::handoverStuck),
          new Check(
              "memory-per-partition",
              WARNING,
              "node NAME has less memory for each of its partitions than the others",
              "Less than two thirds of the mean: its groups are full that much earlier. Not while"
                  + " partitions move.",
              "'cashew ring apply --weight NAME=W' with a weight in proportion to its memory, or more"
                  + " node.memory for NAME",
              RingChecks::memoryPerPartition),
          new Check(
              "no-spare",
              NOTICE,
              "nothing stands in for what fails together",
              "One node owns everything, or all nodes name one zone.",
              "start another node, in another zone ('cashew node --zone ZONE')",
              RingChecks::noSpare));

  private static final Duration ACKNOWLEDGED = Duration.ofSeconds(5);
  private static final Duration STEP = Duration.ofSeconds(10);
  private static final Duration HANDOVER = Duration.ofMinutes(11);
  private static final double FAIR = 2.0 / 3;

  private RingChecks() {}

  private static boolean standsFor(Snapshot snapshot, Duration time) {
    return snapshot.ring().getEpoch() > 0
        && snapshot.ringInForce().compareTo(time) >= 0
        && snapshot.before().proxies().stream()
            .limit(1)
            .allMatch(proxy -> proxy.ring().getEpoch() == snapshot.ring().getEpoch());
  }

  private static void epochBehind(Snapshot snapshot, Report report) {
    GetRingReply ring = snapshot.ring();
    for (Node node : snapshot.nodes()) {
      if (node.getRegistered()
          && node.getAcknowledgedEpoch() < ring.getEpoch()
          && standsFor(snapshot, ACKNOWLEDGED)) {
        report.found(
            node.getId(),
            "it has acknowledged %s; the ring is %s, for %s"
                .formatted(
                    Epoch.toText(node.getAcknowledgedEpoch()),
                    Epoch.toText(ring.getEpoch()),
                    Figures.time(snapshot.ringInForce())));
      }
    }
  }

  private static void movesStuck(Snapshot snapshot, Report report) {
    if (snapshot.ring().getMovesLeft() > 0 && standsFor(snapshot, STEP)) {
      report.found(
          "",
          "%d partitions are to move, and the last step was %s ago"
              .formatted(snapshot.ring().getMovesLeft(), Figures.time(snapshot.ringInForce())));
    }
  }

  private static void handoverStuck(Snapshot snapshot, Report report) {
    for (Node node : snapshot.nodes()) {
      if (node.getGiving() + node.getTaking() > 0 && standsFor(snapshot, HANDOVER)) {
        report.found(
            node.getId(),
            "%d partitions given and %d taken are not done, %s after the last change"
                .formatted(
                    node.getGiving(), node.getTaking(), Figures.time(snapshot.ringInForce())));
      }
    }
  }

  private static void memoryPerPartition(Snapshot snapshot, Report report) {
    List<Share> shares = shares(snapshot);
    long memory = shares.stream().mapToLong(Share::bytes).sum();
    long owned = shares.stream().mapToLong(Share::partitions).sum();
    if (snapshot.ring().getMovesLeft() > 0 || owned == 0) {
      return;
    }
    long mean = memory / owned;
    for (Share share : shares) {
      if (share.each() < FAIR * mean) {
        report.found(
            share.node(),
            "%s for %d partitions, %s each; the mean is %s. All nodes: %s"
                .formatted(
                    Figures.bytes(share.bytes()),
                    share.partitions(),
                    Figures.bytes(share.each()),
                    Figures.bytes(mean),
                    shares.stream().map(Share::named).collect(Collectors.joining(", "))));
      }
    }
  }

  private static List<Share> shares(Snapshot snapshot) {
    Map<String, Integer> partitions = new LinkedHashMap<>();
    snapshot.nodes().forEach(node -> partitions.put(node.getId(), node.getPartitions()));
    return snapshot
        .statistics()
        .map(
            node ->
                new Share(
                    node.getNode(),
                    node.getMemory().getLimitBytes(),
                    partitions.getOrDefault(node.getNode(), 0)))
        .filter(share -> share.partitions() > 0)
        .toList();
  }

  /** What a node has, and for how many partitions. */
  private record Share(String node, long bytes, int partitions) {
    long each() {
      return bytes / partitions;
    }

    String named() {
      return node + " " + Figures.bytes(bytes);
    }
  }

  private static void noSpare(Snapshot snapshot, Report report) {
    List<Node> owners = snapshot.nodes().stream().filter(node -> node.getPartitions() > 0).toList();
    if (owners.size() == 1) {
      report.found("", "node %s owns every partition".formatted(owners.get(0).getId()));
      return;
    }
    List<String> zones = owners.stream().map(Node::getZone).distinct().toList();
    if (zones.size() == 1 && !zones.get(0).isEmpty()) {
      report.found("", "all %d nodes are in zone %s".formatted(owners.size(), zones.get(0)));
    }
  }
}
