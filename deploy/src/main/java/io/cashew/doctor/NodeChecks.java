package io.cashew.doctor;

import static io.cashew.doctor.Severity.CRITICAL;
import static io.cashew.doctor.Severity.NOTICE;
import static io.cashew.doctor.Severity.WARNING;

import com.google.common.collect.ImmutableList;
import io.cashew.doctor.Check.Report;
import io.cashew.v1.ListNodesReply;
import io.cashew.v1.Node;
import io.cashew.v1.NodeExamination;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Which nodes are there, and whether they may use what is theirs. */
final class NodeChecks {
  static final ImmutableList<Check> ALL =
      ImmutableList.of(
          new Check(
              "node-suspect",
              CRITICAL,
              "node NAME does not answer",
              "Two probes in a row were not answered within 350 ms, or a connection was refused.",
              "look at the process of NAME, then at the network from these proxies to it; if it is"
                  + " dead, start it again",
              NodeChecks::suspect),
          new Check(
              "node-expelled",
              CRITICAL,
              "node NAME runs, and was taken out of the ring because proxies cannot reach it",
              "At once: most proxies agree on it.",
              "let the proxies reach NAME at its address again (network, firewall, its"
                  + " node.advertise); it is taken back within seconds",
              NodeChecks::expelled),
          new Check(
              "node-lost",
              CRITICAL,
              "node NAME owns partitions and holds no lease",
              "At both looks: the ring moves on within two seconds of a death.",
              "start NAME again under the same id; if the ring does not move on, an alarm or"
                  + " epoch-behind says why",
              NodeChecks::lost),
          new Check(
              "partitions-unusable",
              CRITICAL,
              "node NAME may not use some of its partitions: gets go to the source, changes wait",
              "At both looks: it takes milliseconds, or a fifth of a lease after a death.",
              "look at the log of NAME: it says for whose word it waits; 'cashew nodes' shows whether"
                  + " that node is there",
              NodeChecks::unusable),
          new Check(
              "node-gone",
              WARNING,
              "node NAME was taken out of the ring and has not come back",
              "Within the ring's last 16 changes, and a day; not after a drain or a stop in good"
                  + " order, in which nothing is lost.",
              "start NAME again ('cashew node --id NAME'); if it is not to come back, there is nothing"
                  + " to do",
              NodeChecks::gone),
          new Check(
              "node-flapping",
              WARNING,
              "node NAME comes and goes: each time its entries are lost",
              "Taken out twice or more within an hour, among the ring's last 16 changes.",
              "look at the machine of NAME and its network (dmesg, CPU steal, GC pauses in its log);"
                  + " 'cashew node drain NAME' until it is found",
              NodeChecks::flapping),
          new Check(
              "node-drained",
              NOTICE,
              "node NAME is drained: it owns nothing, or soon will, until that is withdrawn",
              "At once: nothing tells how long somebody wants it so.",
              "'cashew node undrain NAME', or stop it",
              "a-node-has-to-go",
              NodeChecks::drained));

  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration DAY = Duration.ofDays(1);

  private NodeChecks() {}

  private static void suspect(Snapshot snapshot, Report report) {
    Set<String> suspects = new TreeSet<>();
    for (ProxySight proxy : snapshot.after().proxies()) {
      suspected(proxy.nodes()).forEach(node -> suspects.add(node.getId()));
    }
    for (String id : suspects) {
      List<String> by =
          snapshot.after().proxies().stream()
              .filter(
                  proxy ->
                      suspected(proxy.nodes()).stream().anyMatch(node -> node.getId().equals(id)))
              .map(ProxySight::id)
              .toList();
      report.found(
          id,
          "it does not answer the probes of %s, %d of the %d proxies asked"
              .formatted(String.join(", ", by), by.size(), snapshot.after().proxies().size()));
    }
  }

  private static List<Node> suspected(ListNodesReply nodes) {
    return nodes.getNodesList().stream().filter(Node::getSuspect).toList();
  }

  private static void expelled(Snapshot snapshot, Report report) {
    for (Node node : snapshot.nodes()) {
      if (node.getExpelled()) {
        report.found(
            node.getId(),
            "it holds a lease and owns %d partitions; its address is %s"
                .formatted(node.getPartitions(), node.getAddress()));
      }
    }
  }

  private static void lost(Snapshot snapshot, Report report) {
    for (Node node : snapshot.nodes()) {
      if (isLost(node) && snapshot.before(node).filter(NodeChecks::isLost).isPresent()) {
        report.found(
            node.getId(),
            "it owns %d of %d partitions"
                .formatted(node.getPartitions(), snapshot.ring().getPartitions()));
      }
    }
  }

  private static boolean isLost(Node node) {
    return !node.getRegistered() && node.getPartitions() > 0;
  }

  private static void unusable(Snapshot snapshot, Report report) {
    snapshot
        .examined()
        .filter(node -> isHeldUp(node))
        .filter(node -> snapshot.before(node).filter(NodeChecks::isHeldUp).isPresent())
        .forEach(
            node ->
                report.found(
                    node.getNode(),
                    "%d of its partitions wait for their previous owners, %d until it has read the"
                            .formatted(node.getUnfenced(), node.getUnsure())
                        + " ring; it holds %d".formatted(node.getHeld())));
  }

  private static boolean isHeldUp(NodeExamination node) {
    return node.getUnfenced() + node.getUnsure() > 0;
  }

  private static void gone(Snapshot snapshot, Report report) {
    Set<String> here = snapshot.nodes().stream().map(Node::getId).collect(Collectors.toSet());
    Comings comings = Comings.of(snapshot);
    for (String id : comings.nodes()) {
      Optional<Comings.Event> last = comings.last(id);
      last.filter(event -> event.isRemoval() && !here.contains(id))
          .filter(event -> event.ago().compareTo(DAY) < 0)
          .ifPresent(
              event ->
                  report.found(
                      id,
                      "%s ago: \"%s\"; it neither owns partitions nor holds a lease"
                          .formatted(Figures.time(event.ago()), event.why())));
    }
  }

  private static void flapping(Snapshot snapshot, Report report) {
    Comings comings = Comings.of(snapshot);
    for (String id : comings.nodes()) {
      long removals = comings.removals(id, HOUR);
      if (removals >= 2) {
        report.found(id, "taken out of the ring %d times within an hour".formatted(removals));
      }
    }
  }

  private static void drained(Snapshot snapshot, Report report) {
    for (Node node : snapshot.nodes()) {
      if (node.getDrained()) {
        report.found(node.getId(), "it owns %d partitions".formatted(node.getPartitions()));
      }
    }
  }
}
