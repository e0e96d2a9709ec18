package io.cashew.doctor;

import static io.cashew.doctor.Severity.CRITICAL;
import static io.cashew.doctor.Severity.WARNING;

import com.google.common.collect.ImmutableList;
import io.cashew.doctor.Check.Report;
import io.cashew.doctor.Snapshot.Held;
import io.cashew.v1.GroupStatistics;
import io.cashew.v1.NodeExamination;
import io.cashew.v1.ServedGroup;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Whether sources answer, are asked enough, and are not asked in vain. */
final class LoadChecks {
  static final ImmutableList<Check> ALL =
      ImmutableList.of(
          new Check(
              "source-missing",
              CRITICAL,
              "nodes cannot load for group NAME: its source will not do there",
              "At once.",
              "add the source to the configuration of these nodes, under sources:, and restart them; or"
                  + " give the group another: 'cashew groups change NAME --source CONNECTION'",
              LoadChecks::sourceMissing),
          new Check(
              "breaker-open",
              CRITICAL,
              "the source of group NAME fails, and is asked once a second only",
              "At once: it has failed breaker-failures times in a row, 20 by default.",
              "look at the source ('cashew groups show NAME' names it; the nodes' logs say how it"
                  + " fails); the breaker closes by itself. 'cashew groups change NAME"
                  + " --stale-if-error TIME' keeps old values meanwhile",
              "a-source-fails",
              LoadChecks::breakerOpen),
          new Check(
              "loads-fail",
              WARNING,
              "loads of group NAME fail or are too slow",
              "More than 1 % of those that ended between the looks.",
              "look at the source of NAME; the nodes' logs say how it fails. If it is slow, compare"
                  + " load-timeout: 'cashew groups show NAME'",
              "a-source-fails",
              LoadChecks::loadsFail),
          new Check(
              "loads-queue",
              WARNING,
              "loads of group NAME wait: its source is slower than its misses",
              "The queue is 80 % full, or loads were refused between the looks.",
              "'cashew groups change NAME --load-concurrency N' if the source can take more at once;"
                  + " else a longer --ttl or more --memory, for fewer misses",
              LoadChecks::loadsQueue),
          new Check(
              "absences-forgotten",
              WARNING,
              "group NAME asks its source again and again for keys that it does not have",
              "negative-ttl is 0s, and more than a fifth of 100 loads or more found nothing.",
              "'cashew groups change NAME --negative-ttl 5s'",
              LoadChecks::absencesForgotten));

  private static final List<String> ENDED =
      List.of("loaded", "absent", "failed", "slow", "refused", "too-large", "cancelled");
  private static final long DEFAULT_QUEUE = 16_384;
  private static final double NEARLY_FULL = 0.8;
  private static final long FEW_LOADS = 100;

  private LoadChecks() {}

  private static void sourceMissing(Snapshot snapshot, Report report) {
    Map<String, String> troubles = new TreeMap<>();
    for (NodeExamination node : snapshot.examined().toList()) {
      for (ServedGroup served : node.getGroupsList()) {
        if (!served.getTrouble().isEmpty()) {
          troubles.merge(
              served.getGroup().getName(),
              node.getNode() + ": " + served.getTrouble(),
              (known, other) -> known + "; " + other);
        }
      }
    }
    troubles.forEach(report::found);
  }

  private static void breakerOpen(Snapshot snapshot, Report report) {
    GroupChecks.byGroup(
        snapshot.held().filter(held -> held.now().getLoads().getBreaker().equals("open")).toList(),
        held ->
            "open on %s, where %,d loads have failed and %,d were slow since its start"
                .formatted(held.node(), count(held.now(), "failed"), count(held.now(), "slow")),
        report);
  }

  private static void loadsFail(Snapshot snapshot, Report report) {
    groups(snapshot)
        .forEach(
            (group, places) -> {
              long bad = between(places, "failed") + between(places, "slow");
              long all = ENDED.stream().mapToLong(event -> between(places, event)).sum();
              if (bad > 0 && 100 * bad > all) {
                report.found(
                    group,
                    "%,d failed and %,d were slow of %,d that ended in %s"
                        .formatted(
                            between(places, "failed"),
                            between(places, "slow"),
                            all,
                            Figures.time(snapshot.window())));
              }
            });
  }

  private static void loadsQueue(Snapshot snapshot, Report report) {
    GroupChecks.byGroup(
        snapshot.held().filter(LoadChecks::isQueueFull).toList(),
        held ->
            "%s: %,d wait of %,d that may, %,d run; %,d were refused in %s"
                .formatted(
                    held.node(),
                    held.now().getLoads().getWaiting(),
                    queue(held),
                    held.now().getLoads().getRunning(),
                    between(List.of(held), "refused"),
                    Figures.time(snapshot.window())),
        report);
  }

  private static boolean isQueueFull(Held held) {
    int waiting = held.now().getLoads().getWaiting();
    return (waiting > 0 && waiting >= NEARLY_FULL * queue(held))
        || between(List.of(held), "refused") > 0;
  }

  private static long queue(Held held) {
    return held.settings().hasLoadQueue() ? held.settings().getLoadQueue() : DEFAULT_QUEUE;
  }

  private static void absencesForgotten(Snapshot snapshot, Report report) {
    groups(snapshot)
        .forEach(
            (group, places) -> {
              long absent = sum(places.stream().map(Held::now), "absent");
              long all = absent + sum(places.stream().map(Held::now), "loaded");
              if (places.get(0).settings().getNegativeTtlMs() == 0
                  && all >= FEW_LOADS
                  && 5 * absent > all) {
                report.found(
                    group,
                    "%,d of %,d loads found nothing (%s), and none of that is remembered"
                        .formatted(absent, all, Figures.percent(absent, all)));
              }
            });
  }

  private static Map<String, List<Held>> groups(Snapshot snapshot) {
    return snapshot
        .held()
        .collect(Collectors.groupingBy(Held::group, TreeMap::new, Collectors.toList()));
  }

  private static long between(List<Held> places, String event) {
    return sum(places.stream().map(Held::now), event)
        - sum(places.stream().map(Held::before), event);
  }

  private static long sum(Stream<GroupStatistics> groups, String event) {
    return groups.mapToLong(group -> count(group, event)).sum();
  }

  private static long count(GroupStatistics group, String event) {
    return group.getLoads().getCountsList().stream()
        .filter(count -> count.getEvent().equals(event))
        .mapToLong(count -> count.getCount())
        .sum();
  }
}
