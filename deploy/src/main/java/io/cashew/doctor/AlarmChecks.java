package io.cashew.doctor;

import static io.cashew.doctor.Severity.CRITICAL;
import static io.cashew.doctor.Severity.WARNING;

import com.google.common.collect.ImmutableList;
import io.cashew.v1.AlarmInfo;
import java.time.Duration;

/** Alarms that proxies have raised, each under its own name. */
final class AlarmChecks {
  static final ImmutableList<Check> ALL =
      ImmutableList.of(
          alarm(
              "brake",
              CRITICAL,
              "the registrations of too many nodes vanished at once, so none of them is taken out",
              "look at etcd: it stalled or lost its leases. Nodes that are to go: stop them",
              "alarms"),
          alarm(
              "nodes-unreachable",
              CRITICAL,
              "most proxies reach more nodes no longer than may be taken out at once",
              "look at the network between proxies and nodes",
              "alarms"),
          alarm(
              "ring-backwards",
              CRITICAL,
              "etcd holds an older ring than the one in force",
              "if etcd was restored from a backup: 'cashew ring raise-incarnation', once the runbook"
                  + " says so",
              "etcd-was-restored-from-a-backup"),
          alarm(
              "ring-vanished",
              CRITICAL,
              "etcd holds no ring any more",
              "if etcd was restored from a backup or wiped: 'cashew ring raise-incarnation', once the"
                  + " runbook says so",
              "etcd-was-restored-from-a-backup"),
          alarm(
              "ring-unreadable",
              CRITICAL,
              "etcd holds a ring that proxy NAME cannot read",
              "upgrade NAME, if another version wrote the ring; 'cashew version'",
              "alarms"),
          alarm(
              "group-unreadable",
              WARNING,
              "etcd holds settings of a group that proxy NAME cannot read",
              "upgrade the older processes; else 'cashew groups drop' and 'cashew groups create'",
              "alarms"),
          alarm(
              "ring-from-disk",
              WARNING,
              "proxy NAME has not reached etcd since it started, and routes by the ring it had kept",
              "look at etcd, then at the network from NAME to it",
              "etcd-is-out-of-reach"));

  private AlarmChecks() {}

  private static Check alarm(
      String kind, Severity severity, String wrong, String fix, String runbook) {
    return new Check(
        kind,
        severity,
        wrong,
        "The alarm of this name stands at a proxy, which has its own patience.",
        fix,
        runbook,
        (snapshot, report) -> {
          for (ProxySight proxy : snapshot.after().proxies()) {
            for (AlarmInfo alarm : proxy.ring().getAlarmsList()) {
              if (alarm.getKind().equals(kind)) {
                report.found(proxy.id(), evidence(proxy, alarm));
              }
            }
          }
        });
  }

  /** The alarm's time is of the proxy's clock, and so is that with which it is compared. */
  private static String evidence(ProxySight proxy, AlarmInfo alarm) {
    long stands = proxy.itself().getVitals().getNowMs() - alarm.getSinceMs();
    return "for %s: %s"
        .formatted(Figures.time(Duration.ofMillis(Math.max(0, stands))), alarm.getText());
  }
}
