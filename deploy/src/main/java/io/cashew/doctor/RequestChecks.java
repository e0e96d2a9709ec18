package io.cashew.doctor;

import static io.cashew.doctor.Severity.CRITICAL;
import static io.cashew.doctor.Severity.WARNING;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import io.cashew.doctor.Check.Report;
import io.cashew.status.Reason;
import io.cashew.v1.ExamineReply;
import io.cashew.v1.OutcomeCount;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/** What becomes of requests at this moment. */
final class RequestChecks {
  static final ImmutableList<Check> ALL =
      ImmutableList.of(
          new Check(
              "requests-fail",
              CRITICAL,
              "requests for group NAME fail",
              "More than 1 % between the looks, and five at least; not those that are their clients'"
                  + " own fault, such as a key that is too long.",
              "go by the reason: docs/statuses.md says what each means; other findings here may be the"
                  + " cause",
              RequestChecks::fail),
          new Check(
              "requests-refused",
              WARNING,
              "proxy NAME refuses requests because too much is in flight",
              "Between the looks.",
              "docs/overload.md: let clients send less at a time or read faster, raise proxy.limits, or"
                  + " add a proxy",
              RequestChecks::refused));

  /** Failures that are not the client's own doing. */
  private static final ImmutableSet<String> OURS =
      ImmutableSet.of(
          Reason.IN_FLIGHT.name(),
          Reason.OWNER_UNREACHABLE.name(),
          Reason.OWNER_SLOW.name(),
          Reason.SOURCE_DOWN.name(),
          Reason.SOURCE_SLOW.name(),
          Reason.NO_RING.name(),
          Reason.DRAINING.name(),
          Reason.INTERNAL.name());

  private static final long FEW = 5;

  private RequestChecks() {}

  private static void fail(Snapshot snapshot, Report report) {
    Map<String, Map<String, Long>> failed = new TreeMap<>(); // by group, then by reason
    Map<String, Long> all = new TreeMap<>();
    for (ProxySight proxy : snapshot.after().proxies()) {
      ExamineReply old = before(snapshot, proxy);
      for (OutcomeCount now : proxy.itself().getOutcomesList()) {
        long count = now.getCount() - count(old, now);
        all.merge(now.getGroup(), count, Long::sum);
        if (OURS.contains(now.getReason()) && count > 0) {
          failed
              .computeIfAbsent(now.getGroup(), group -> new TreeMap<>())
              .merge(now.getReason(), count, Long::sum);
        }
      }
    }
    failed.forEach(
        (group, reasons) -> {
          long bad = reasons.values().stream().mapToLong(Long::longValue).sum();
          if (bad >= FEW && 100 * bad > all.getOrDefault(group, 0L)) {
            report.found(
                group,
                "%,d of %,d in %s: %s"
                    .formatted(
                        bad,
                        all.getOrDefault(group, 0L),
                        Figures.time(snapshot.window()),
                        reasons.entrySet().stream()
                            .map(reason -> "%,d %s".formatted(reason.getValue(), reason.getKey()))
                            .collect(Collectors.joining(", "))));
          }
        });
  }

  private static long count(ExamineReply reply, OutcomeCount like) {
    return reply.getOutcomesList().stream()
        .filter(
            old ->
                old.getGroup().equals(like.getGroup())
                    && old.getOutcome().equals(like.getOutcome())
                    && old.getReason().equals(like.getReason()))
        .mapToLong(OutcomeCount::getCount)
        .sum();
  }

  private static void refused(Snapshot snapshot, Report report) {
    ToLongFunction<ExamineReply> refusals =
        reply ->
            reply.getRefusalsList().stream()
                .filter(refusal -> refusal.getReason().equals(Reason.IN_FLIGHT.name()))
                .mapToLong(refusal -> refusal.getCount())
                .sum();
    for (ProxySight proxy : snapshot.after().proxies()) {
      long count =
          refusals.applyAsLong(proxy.itself()) - refusals.applyAsLong(before(snapshot, proxy));
      if (count > 0) {
        report.found(
            proxy.id(),
            "%,d operations and batches in %s".formatted(count, Figures.time(snapshot.window())));
      }
    }
  }

  /** As the same proxy was; if that is not known, as it is, so that nothing lies between. */
  private static ExamineReply before(Snapshot snapshot, ProxySight proxy) {
    return snapshot.before().proxies().stream()
        .filter(old -> old.id().equals(proxy.id()))
        .findFirst()
        .orElse(proxy)
        .itself();
  }
}
