package io.cashew.doctor;

import static io.cashew.doctor.Severity.CRITICAL;
import static io.cashew.doctor.Severity.NOTICE;
import static io.cashew.doctor.Severity.WARNING;

import com.google.common.collect.ImmutableList;
import io.cashew.doctor.Check.Look;
import io.cashew.doctor.Check.Report;
import io.cashew.etcd.EtcdReport;
import java.time.Duration;

/** Whether etcd is well. Only if it was asked. */
final class EtcdChecks {
  static final ImmutableList<Check> ALL =
      ImmutableList.of(
          new Check(
              "etcd-unreachable",
              CRITICAL,
              "etcd does not answer: requests go on, and the membership is frozen",
              "A linearizable read was not answered within 1 s: a hundred times what it takes.",
              "start etcd again, or look at the network to it; most of its members have to be up",
              "etcd-is-out-of-reach",
              ofEtcd(EtcdChecks::unreachable)),
          new Check(
              "etcd-alarm",
              CRITICAL,
              "etcd has raised an alarm, and takes no more puts: no node can join, no ring change",
              "At once.",
              "NOSPACE: 'etcdctl compact REVISION', 'etcdctl defrag', then 'etcdctl alarm disarm'."
                  + " CORRUPT: replace the member",
              "etcd-is-full",
              ofEtcd(EtcdChecks::alarm)),
          new Check(
              "etcd-leaderless",
              CRITICAL,
              "etcd's member NAME knows of no leader",
              "At once; an election takes a second or two, so look again.",
              "start etcd's other members again: more than half have to be up and reach each other",
              "etcd-is-out-of-reach",
              ofEtcd(EtcdChecks::leaderless)),
          new Check(
              "etcd-member-down",
              WARNING,
              "etcd's member NAME does not answer",
              "Within 1 s, at the address that etcd lists for its clients.",
              "start it again, or replace it ('etcdctl member list'); the next one to fail may take"
                  + " etcd down",
              ofEtcd(EtcdChecks::memberDown)),
          new Check(
              "etcd-size",
              WARNING,
              "etcd's database is near its quota; beyond it, it takes no more puts",
              "More than 1.6 GiB: 80 % of the 2 GiB that are etcd's default"
                  + " (--quota-backend-bytes). Cashew itself needs a few MiB.",
              "'etcdctl compact REVISION', then 'etcdctl defrag'; have it compacted by itself:"
                  + " --auto-compaction-retention=1h",
              "etcd-is-full",
              ofEtcd(EtcdChecks::size)),
          new Check(
              "etcd-slow",
              WARNING,
              "etcd is slow: leases may run out, and ring changes take long",
              "The fastest of three linearizable reads took more than 100 ms, etcd's own heartbeat.",
              "look at the disk and the network of etcd's members"
                  + " (etcd_disk_wal_fsync_duration_seconds)",
              ofEtcd(EtcdChecks::slow)),
          new Check(
              "etcd-members",
              NOTICE,
              "etcd has no member to spare, or one too many",
              "One or two members survive no fault; an even number survives no more than one member"
                  + " less.",
              "run three members, or five",
              ofEtcd(EtcdChecks::members)));

  private static final long LARGE_BYTES = (2L << 30) / 10 * 8;
  private static final Duration SLOW = Duration.ofMillis(100);

  private EtcdChecks() {}

  private interface EtcdLook {
    void at(EtcdReport etcd, Report report);
  }

  private static Look ofEtcd(EtcdLook look) {
    return (snapshot, report) -> snapshot.etcd().ifPresent(etcd -> look.at(etcd, report));
  }

  private static void unreachable(EtcdReport etcd, Report report) {
    etcd.failure().ifPresent(why -> report.found("", "%s: %s".formatted(etcd.endpoints(), why)));
  }

  private static void alarm(EtcdReport etcd, Report report) {
    etcd.alarms().forEach(alarm -> report.found("", "the alarm " + alarm + " stands"));
  }

  private static void leaderless(EtcdReport etcd, Report report) {
    for (EtcdReport.Member member : etcd.members()) {
      if (member.failure().isEmpty() && member.leader() == 0) {
        report.found(member.address(), "it answers, and its leader is 0");
      }
    }
  }

  private static void memberDown(EtcdReport etcd, Report report) {
    if (etcd.answered()) { // else all of it is down, and that is told
      for (EtcdReport.Member member : etcd.members()) {
        member.failure().ifPresent(why -> report.found(member.address(), why));
      }
    }
  }

  private static void size(EtcdReport etcd, Report report) {
    for (EtcdReport.Member member : etcd.members()) {
      if (member.bytes() > LARGE_BYTES) {
        report.found(
            member.address(), "its database takes %s".formatted(Figures.bytes(member.bytes())));
      }
    }
  }

  private static void slow(EtcdReport etcd, Report report) {
    if (etcd.answered() && etcd.readTime().compareTo(SLOW) > 0) {
      report.found("", "a read took %s".formatted(Figures.time(etcd.readTime())));
    }
  }

  private static void members(EtcdReport etcd, Report report) {
    if (etcd.size() > 0 && (etcd.size() < 3 || etcd.size() % 2 == 0)) {
      report.found("", "it has %d".formatted(etcd.size()));
    }
  }
}
