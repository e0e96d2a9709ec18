package io.cashew.doctor;

import static io.cashew.doctor.Severity.NOTICE;
import static io.cashew.doctor.Severity.WARNING;

import com.google.common.collect.ImmutableList;
import io.cashew.doctor.Check.Report;
import io.cashew.doctor.Snapshot.Held;
import io.cashew.v1.Group;
import io.cashew.v1.GroupSettings;
import io.cashew.v1.GroupStatistics;
import io.cashew.v1.MemoryStatistics;
import io.cashew.v1.NodeExamination;
import io.cashew.v1.NodeStatistics;
import io.cashew.v1.RemovalCount;
import io.cashew.v1.ServedGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Whether groups are what they are set to be, and have the memory they need. */
final class GroupChecks {
  static final ImmutableList<Check> ALL =
      ImmutableList.of(
          new Check(
              "settings-differ",
              WARNING,
              "nodes serve group NAME otherwise than it is set, or not at all",
              "At both looks: a change reaches all nodes within moments.",
              "look at these nodes' logs ('group NAME cannot be opened'); 'cashew groups show NAME'"
                  + " tells what is set; restart them if nothing is found",
              GroupChecks::settingsDiffer),
          new Check(
              "group-thrashes",
              WARNING,
              "group NAME is full, and throws away what it needs again",
              "Full to 90 %, it has evicted more than it holds, and hits are fewer than misses: since"
                  + " the nodes' start, 100 gets or more.",
              "'cashew groups change NAME --memory BYTES' with twice as much; if the node is full, more"
                  + " node.memory or another node; docs/policies.md for another policy",
              GroupChecks::thrashes),
          new Check(
              "value-too-large",
              WARNING,
              "group NAME allows values that it has no room for: they are answered and never kept",
              "At once, if max-value is more than memory; else if there were such values between the"
                  + " looks.",
              "'cashew groups change NAME --memory BYTES', or --max-value BYTES to have them refused",
              GroupChecks::tooLarge),
          new Check(
              "reservations-scaled",
              WARNING,
              "group NAME has less memory reserved than it is set to have",
              "At once: groups may reserve 85 % of node.memory together; beyond it all are scaled"
                  + " down.",
              "'cashew groups change NAME --reserved BYTES' with less, here or for other groups; or"
                  + " more node.memory",
              GroupChecks::scaled),
          new Check(
              "memory-tight",
              WARNING,
              "the memory of node NAME is too tight for what changes in it",
              "Between the looks it copied more than twice as much to clean up as was written, and it"
                  + " is 90 % full.",
              "more node.memory for NAME, or another node",
              GroupChecks::memoryTight),
          new Check(
              "values-never-expire",
              NOTICE,
              "values of group NAME come from a source and never expire",
              "At once. It is right if whoever changes the source deletes the keys here.",
              "'cashew groups change NAME --ttl 10m'",
              GroupChecks::neverExpire));

  private static final double FULL = 0.9;
  private static final double SCALED = 0.99; // what is divided among shards is rounded
  private static final long FEW_GETS = 100;

  private GroupChecks() {}

  private static void settingsDiffer(Snapshot snapshot, Report report) {
    if (!snapshot.before().groups().equals(snapshot.after().groups())) {
      return; // somebody is changing them
    }
    for (Group group : snapshot.after().groups()) {
      List<String> differing = new ArrayList<>();
      snapshot
          .examined()
          .filter(node -> isOther(node, group))
          .filter(
              node -> snapshot.before(node).filter(before -> isOther(before, group)).isPresent())
          .forEach(
              node ->
                  differing.add(
                      node.getNode()
                          + (served(node, group).isPresent()
                              ? " has other settings"
                              : " does not serve it")));
      if (!differing.isEmpty()) {
        report.found(group.getName(), String.join(", ", differing));
      }
    }
  }

  private static boolean isOther(NodeExamination node, Group group) {
    return served(node, group).filter(group::equals).isEmpty();
  }

  private static Optional<Group> served(NodeExamination node, Group group) {
    return node.getGroupsList().stream()
        .map(ServedGroup::getGroup)
        .filter(served -> served.getName().equals(group.getName()))
        .findFirst();
  }

  private static void thrashes(Snapshot snapshot, Report report) {
    byGroup(
        snapshot.held().filter(GroupChecks::isThrashing).toList(),
        held -> {
          GroupStatistics now = held.now();
          return "%s: %s of %s, %,d entries evicted and %,d there, %s of gets hit"
              .formatted(
                  held.node(),
                  Figures.bytes(now.getBytes()),
                  Figures.bytes(now.getMaxBytes()),
                  evicted(now),
                  now.getEntries(),
                  Figures.percent(now.getHits(), now.getHits() + now.getMisses()));
        },
        report);
  }

  private static boolean isThrashing(Held held) {
    GroupStatistics now = held.now();
    MemoryStatistics memory = held.memory();
    boolean full =
        now.getBytes() > FULL * now.getMaxBytes()
            || memory.getAllocatedBytes() > FULL * memory.getLimitBytes();
    return full
        && evicted(now) > now.getEntries()
        && now.getHits() < now.getMisses()
        && now.getHits() + now.getMisses() >= FEW_GETS;
  }

  private static long evicted(GroupStatistics held) {
    return held.getRemovalsList().stream()
        .filter(removal -> removal.getCause().equals("size"))
        .mapToLong(RemovalCount::getEntries)
        .sum();
  }

  private static void tooLarge(Snapshot snapshot, Report report) {
    for (Group group : snapshot.after().groups()) {
      GroupSettings settings = group.getSettings();
      long now =
          snapshot
              .held()
              .filter(held -> held.group().equals(group.getName()))
              .mapToLong(held -> held.now().getOversize() - held.before().getOversize())
              .sum();
      if (settings.getMaxValueBytes() > settings.getMemoryBytes()) {
        report.found(
            group.getName(),
            "max-value is %s, and its memory %s on each node"
                .formatted(
                    Figures.bytes(settings.getMaxValueBytes()),
                    Figures.bytes(settings.getMemoryBytes())));
      } else if (now > 0) {
        report.found(
            group.getName(),
            "%,d values were not kept in %s".formatted(now, Figures.time(snapshot.window())));
      }
    }
  }

  private static void scaled(Snapshot snapshot, Report report) {
    byGroup(
        snapshot
            .held()
            .filter(
                held -> held.now().getReservedBytes() < SCALED * held.settings().getReservedBytes())
            .toList(),
        held ->
            "%s reserves %s of %s"
                .formatted(
                    held.node(),
                    Figures.bytes(held.now().getReservedBytes()),
                    Figures.bytes(held.settings().getReservedBytes())),
        report);
  }

  private static void memoryTight(Snapshot snapshot, Report report) {
    snapshot
        .statistics()
        .forEach(
            node -> {
              NodeStatistics old = snapshot.before(node);
              MemoryStatistics now = node.getMemory();
              long copied = now.getCopiedBytes() - old.getMemory().getCopiedBytes();
              long appended = now.getAppendedBytes() - old.getMemory().getAppendedBytes();
              if (appended > 0
                  && copied > 2 * appended
                  && now.getAllocatedBytes() > FULL * now.getLimitBytes()) {
                report.found(
                    node.getNode(),
                    "%s copied for %s written in %s; %s of %s are taken"
                        .formatted(
                            Figures.bytes(copied),
                            Figures.bytes(appended),
                            Figures.time(snapshot.window()),
                            Figures.bytes(now.getAllocatedBytes()),
                            Figures.bytes(now.getLimitBytes())));
              }
            });
  }

  private static void neverExpire(Snapshot snapshot, Report report) {
    for (Group group : snapshot.after().groups()) {
      GroupSettings settings = group.getSettings();
      if (settings.hasSource() && settings.getTtlMs() == 0) {
        report.found(
            group.getName(), "its ttl is 0s, its source " + settings.getSource().getConnection());
      }
    }
  }

  /** One finding for each group, with a word on each node. */
  static void byGroup(List<Held> places, Function<Held, String> evidence, Report report) {
    places.stream()
        .collect(
            Collectors.groupingBy(
                Held::group, TreeMap::new, Collectors.mapping(evidence, Collectors.joining("; "))))
        .forEach(report::found);
  }
}
