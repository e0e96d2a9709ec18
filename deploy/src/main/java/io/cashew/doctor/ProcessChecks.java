package io.cashew.doctor;

import static io.cashew.doctor.Severity.NOTICE;
import static io.cashew.doctor.Severity.WARNING;

import com.google.common.collect.ImmutableList;
import io.cashew.doctor.Check.Report;
import io.cashew.v1.NodeExamination;
import io.cashew.v1.NodeStatistics;
import io.cashew.v1.ProcessVitals;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** Whether processes and their machines have what they need. */
final class ProcessChecks {
  static final ImmutableList<Check> ALL =
      ImmutableList.of(
          new Check(
              "heap-tight",
              WARNING,
              "the heap of NAME is nearly full of what cannot be freed",
              "More than 85 % was left after the last collection: above that, collecting takes most"
                  + " of the time.",
              "give NAME more heap (CASHEW_JAVA_OPTS=-Xmx...), or add a process; entries are not in the"
                  + " heap, requests and connections are",
              ProcessChecks::heap),
          new Check(
              "direct-memory-tight",
              WARNING,
              "NAME has nearly all the memory outside of the heap that its JVM grants",
              "More than 95 %: a node takes all of node.memory in time, and 256 MiB are left to"
                  + " others.",
              "start NAME with a larger -XX:MaxDirectMemorySize, or with less node.memory",
              ProcessChecks::direct),
          new Check(
              "machine-memory",
              WARNING,
              "processes on machine NAME may take more memory than it has: it will swap, or kill one",
              "Heaps and node.memory of those that were asked add up to more than the machine or"
                  + " container has. What else runs there is not counted.",
              "lower -Xmx or node.memory on NAME, or move a process away",
              ProcessChecks::machine),
          new Check(
              "files-tight",
              WARNING,
              "NAME has nearly as many files and connections open as it may",
              "More than 80 %: at 100 % it accepts no connection.",
              "raise the limit of NAME (ulimit -n, LimitNOFILE=) and restart it",
              ProcessChecks::files),
          new Check(
              "loops-late",
              WARNING,
              "event loops of NAME are late: requests wait that long before they are read",
              "100 ms on average between the looks: a request takes less than 1.",
              "look at the CPU of the machine and at GC pauses of NAME (jvm_gc_pause_seconds)",
              ProcessChecks::loops),
          new Check(
              "node-sleeps",
              WARNING,
              "node NAME did not run for seconds at a time",
              "Between the looks, or twice and more often than once an hour: each time for longer than"
                  + " half a lease.",
              "the machine of NAME is overcommitted, or a GC pauses for seconds: look at CPU steal and at"
                  + " its log",
              ProcessChecks::sleeps),
          new Check(
              "clock-skew",
              WARNING,
              "the clock of NAME is wrong, or ours",
              "More than 1 s, and half of what asking took. No rule of Cashew compares clocks, but logs"
                  + " and certificates go by them.",
              "set the clock of NAME by NTP (timedatectl status)",
              ProcessChecks::clocks),
          new Check(
              "versions-differ",
              NOTICE,
              "processes run different versions",
              "At once. During an upgrade it has to be so.",
              "upgrade the others",
              ProcessChecks::versions));

  private static final double HEAP = 0.85;
  private static final double DIRECT = 0.95;
  private static final double FILES = 0.8;
  private static final double LATE_SECONDS = 0.1;
  private static final long SKEW_MILLIS = 1_000;
  private static final long HOUR_MILLIS = Duration.ofHours(1).toMillis();

  private ProcessChecks() {}

  private static void heap(Snapshot snapshot, Report report) {
    for (Snapshot.ProcessSight process : snapshot.processes()) {
      ProcessVitals vitals = process.after();
      if (vitals.getHeapLiveBytes() > HEAP * vitals.getHeapMaxBytes()) {
        report.found(
            process.name(),
            "%s of %s were left after the last collection"
                .formatted(
                    Figures.bytes(vitals.getHeapLiveBytes()),
                    Figures.bytes(vitals.getHeapMaxBytes())));
      }
    }
  }

  private static void direct(Snapshot snapshot, Report report) {
    for (Snapshot.ProcessSight process : snapshot.processes()) {
      ProcessVitals vitals = process.after();
      if (vitals.getDirectBytes() > DIRECT * vitals.getDirectMaxBytes()) {
        report.found(
            process.name(),
            "%s of %s are taken"
                .formatted(
                    Figures.bytes(vitals.getDirectBytes()),
                    Figures.bytes(vitals.getDirectMaxBytes())));
      }
    }
  }

  private static void machine(Snapshot snapshot, Report report) {
    Map<String, Long> has = new TreeMap<>();
    Map<String, Long> heaps = new TreeMap<>();
    Map<String, Long> entries = new TreeMap<>();
    for (Snapshot.ProcessSight process : snapshot.processes()) {
      String host = process.after().getHost();
      has.put(host, process.after().getMachineBytes());
      heaps.merge(host, process.after().getHeapMaxBytes(), Long::sum);
    }
    Map<String, String> hosts = new LinkedHashMap<>();
    snapshot.examined().forEach(node -> hosts.put(node.getNode(), node.getVitals().getHost()));
    snapshot
        .statistics()
        .filter(node -> hosts.containsKey(node.getNode()))
        .forEach(node -> entries.merge(hosts.get(node.getNode()), limit(node), Long::sum));
    has.forEach(
        (host, bytes) -> {
          long heap = heaps.getOrDefault(host, 0L);
          long memory = entries.getOrDefault(host, 0L);
          if (bytes > 0 && heap + memory > bytes) {
            report.found(
                host,
                "heaps of %s and node.memory of %s, and it has %s"
                    .formatted(Figures.bytes(heap), Figures.bytes(memory), Figures.bytes(bytes)));
          }
        });
  }

  private static long limit(NodeStatistics node) {
    return node.getMemory().getLimitBytes();
  }

  private static void files(Snapshot snapshot, Report report) {
    for (Snapshot.ProcessSight process : snapshot.processes()) {
      ProcessVitals vitals = process.after();
      if (vitals.getMaxFiles() > 0 && vitals.getOpenFiles() > FILES * vitals.getMaxFiles()) {
        report.found(
            process.name(),
            "%,d of %,d are open".formatted(vitals.getOpenFiles(), vitals.getMaxFiles()));
      }
    }
  }

  private static void loops(Snapshot snapshot, Report report) {
    for (Snapshot.ProcessSight process : snapshot.everybody()) {
      long beats = process.after().getLoopBeats() - process.before().getLoopBeats();
      double late =
          process.after().getLoopLatenessSeconds() - process.before().getLoopLatenessSeconds();
      if (beats > 0 && late / beats > LATE_SECONDS) {
        report.found(
            process.name(),
            "%.0f ms on average, %d times in %s"
                .formatted(1e3 * late / beats, beats, Figures.time(snapshot.window())));
      }
    }
  }

  private static void sleeps(Snapshot snapshot, Report report) {
    snapshot
        .examined()
        .forEach(
            node -> {
              long now = node.getSleeps() - snapshot.before(node).orElse(node).getSleeps();
              long uptime = node.getVitals().getUptimeMs();
              boolean often = node.getSleeps() >= 2 && uptime / node.getSleeps() < HOUR_MILLIS;
              if (now > 0 || often) {
                report.found(
                    node.getNode(),
                    "%d times since its start %s ago"
                        .formatted(node.getSleeps(), Figures.time(Duration.ofMillis(uptime))));
              }
            });
  }

  private static void clocks(Snapshot snapshot, Report report) {
    for (ProxySight proxy : snapshot.after().proxies()) {
      skew(proxy.id(), proxy.clockAheadMillis(), proxy.askingMillis(), "this machine", report);
    }
    String teller = snapshot.after().proxies().stream().findFirst().map(ProxySight::id).orElse("");
    snapshot
        .examined()
        .forEach(node -> skew(node.getNode(), ahead(node), node.getAskingMs(), teller, report));
  }

  private static long ahead(NodeExamination node) {
    return node.getClockAheadMs();
  }

  private static void skew(String who, long ahead, long asking, String than, Report report) {
    if (Math.abs(ahead) - asking / 2 > SKEW_MILLIS) {
      report.found(
          who,
          "%s %s the clock of %s, give or take %d ms"
              .formatted(
                  Figures.time(Duration.ofMillis(Math.abs(ahead))),
                  ahead > 0 ? "ahead of" : "behind",
                  than,
                  asking / 2));
    }
  }

  private static void versions(Snapshot snapshot, Report report) {
    Map<String, String> byVersion = new TreeMap<>();
    snapshot
        .everybody()
        .forEach(
            process ->
                byVersion.merge(
                    process.after().getVersion(),
                    process.name(),
                    (known, other) -> known + ", " + other));
    if (byVersion.size() > 1) {
      StringBuilder evidence = new StringBuilder();
      byVersion.forEach(
          (version, names) ->
              evidence
                  .append(evidence.isEmpty() ? "" : "; ")
                  .append(version)
                  .append(": ")
                  .append(names));
      report.found("", evidence.toString());
    }
  }
}
