package io.cashew.doctor;

import static io.cashew.doctor.Severity.CRITICAL;

import com.google.common.collect.ImmutableList;
import io.cashew.doctor.Check.Report;
import io.cashew.ring.Epoch;
import io.cashew.v1.GetRingReply;
import java.time.Duration;
import java.util.Comparator;

/** Whether proxies answer, agree, and have what they go by. */
final class ProxyChecks {
  static final ImmutableList<Check> ALL =
      ImmutableList.of(
          new Check(
              "proxy-unreachable",
              CRITICAL,
              "proxy NAME does not answer",
              "It was named, or is registered, and did not answer within 3 s: a hundred times what"
                  + " it takes.",
              "start NAME again, or look at its log and at the network from here to it",
              (snapshot, report) -> snapshot.silent().forEach(report::found)),
          new Check(
              "ring-missing",
              CRITICAL,
              "proxy NAME has no ring: every request fails with NO_RING",
              "At both looks: the first ring is there within a second of the first node.",
              "start a node ('cashew node --etcd HOST:PORT'); if nodes run, look at their logs and"
                  + " at etcd",
              ProxyChecks::ringMissing),
          new Check(
              "proxies-disagree",
              CRITICAL,
              "proxy NAME goes by another ring than the others",
              "It still has not what another had at the first look, a second before; or the same"
                  + " epoch with another digest. A ring reaches all proxies within a second.",
              "look at the way from NAME to etcd: it does not hear of the ring. If nothing is wrong"
                  + " there, restart NAME",
              "proxies-go-by-different-rings",
              ProxyChecks::disagree),
          new Check(
              "coordinator-missing",
              CRITICAL,
              "no proxy plans the ring: dead nodes stay in it, new ones get nothing",
              "At both looks: another proxy takes over within a lease, 5 s by default. Look again"
                  + " after that.",
              "look at etcd ('cashew doctor --etcd HOST:PORT') and at the proxies' logs",
              ProxyChecks::coordinatorMissing),
          new Check(
              "store-away",
              CRITICAL,
              "NAME does not reach etcd: requests go on, and the membership is frozen",
              "At both looks: a lease was not confirmed within its time to live.",
              "look at etcd ('cashew doctor --etcd HOST:PORT'), then at the network from NAME to it",
              "etcd-is-out-of-reach",
              ProxyChecks::storeAway));

  private ProxyChecks() {}

  private static void ringMissing(Snapshot snapshot, Report report) {
    for (ProxySight proxy : snapshot.after().proxies()) {
      boolean had =
          snapshot.before().proxies().stream()
              .anyMatch(old -> old.id().equals(proxy.id()) && old.ring().getEpoch() > 0);
      if (proxy.ring().getEpoch() == 0 && !had) {
        long members = proxy.nodes().getNodesCount();
        report.found(proxy.id(), "its epoch is 0; it knows of %d nodes".formatted(members));
      }
    }
  }

  private static void disagree(Snapshot snapshot, Report report) {
    ProxySight ahead =
        snapshot.before().proxies().stream()
            .max(Comparator.comparingLong(proxy -> proxy.ring().getEpoch()))
            .orElse(null);
    if (ahead == null) {
      return;
    }
    GetRingReply newest = ahead.ring();
    for (ProxySight proxy : snapshot.after().proxies()) {
      GetRingReply ring = proxy.ring();
      boolean behind = ring.getEpoch() < newest.getEpoch();
      boolean different =
          ring.getEpoch() == newest.getEpoch() && !ring.getDigest().equals(newest.getDigest());
      if (behind || different) {
        report.found(
            proxy.id(),
            "it has ring %s, digest %s; %s had %s, digest %s, %s before"
                .formatted(
                    Epoch.toText(ring.getEpoch()),
                    ring.getDigest(),
                    ahead.id(),
                    Epoch.toText(newest.getEpoch()),
                    newest.getDigest(),
                    Figures.time(snapshot.window())));
      }
    }
  }

  private static void coordinatorMissing(Snapshot snapshot, Report report) {
    if (snapshot.isReached()
        && snapshot.ring().getCoordinator().isEmpty()
        && snapshot.before().proxies().stream()
            .allMatch(proxy -> proxy.ring().getCoordinator().isEmpty())) {
      report.found(
          "",
          "nobody holds the coordinator's lease, at two looks %s apart"
              .formatted(Figures.time(snapshot.window())));
    }
  }

  private static void storeAway(Snapshot snapshot, Report report) {
    for (Snapshot.ProcessSight process : snapshot.everybody()) {
      if (process.before().hasStoreAwayMs() && process.after().hasStoreAwayMs()) {
        report.found(
            process.name(),
            "etcd has not confirmed its lease for %s"
                .formatted(Figures.time(Duration.ofMillis(process.after().getStoreAwayMs()))));
      }
    }
  }
}
