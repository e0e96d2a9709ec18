package io.cashew.bench.report;

import com.google.common.base.Ascii;
import io.cashew.bench.BenchPlan.Load;
import io.cashew.bench.BenchResult;
import io.cashew.bench.Ending;
import io.cashew.bench.Latency;
import io.cashew.bench.workload.Verb;
import io.cashew.bench.workload.Workload;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** A result for people: some lines, the rate first. */
public final class TextReport {
  private final BenchResult result;
  private final StringBuilder text = new StringBuilder();

  private TextReport(BenchResult result) {
    this.result = result;
  }

  public static String of(BenchResult result) {
    TextReport report = new TextReport(result);
    report.head();
    report.latencies();
    report.answers();
    report.failures();
    report.cpu();
    return report.text.toString();
  }

  private void head() {
    Workload workload = result.plan().workload();
    line("%s, %s", result.plan().target(), load(result.plan().load()));
    line(
        "%,d keys, %s; values %s; %s%s",
        workload.popularity().keys(),
        workload.popularity(),
        workload.sizes(),
        workload.mix(),
        workload.many() == 1 ? "" : ", gets of " + workload.many() + " keys");
    line(
        "%,.0f requests/s%s in %.1f s",
        result.perSecond(),
        workload.many() == 1 ? "" : " (%,.0f keys/s)".formatted(result.keysPerSecond()),
        result.elapsed().toNanos() / 1e9);
  }

  private static String load(Load load) {
    String inFlight =
        "%d connections with %s%d in flight each"
            .formatted(
                load.connections(), load.pace().isOpen() ? "up to " : "", load.outstanding());
    return load.pace().isOpen() ? load.pace() + " on " + inFlight : inFlight;
  }

  private void latencies() {
    latency("latency", result.latency());
    if (result.latencyByVerb().size() > 1) {
      result.latencyByVerb().forEach((verb, latency) -> latency(lower(verb), latency));
    }
    result.sinceSent().ifPresent(latency -> latency("sent", latency));
  }

  private void latency(String what, Latency latency) {
    line(
        "%-8s p50 %s, p90 %s, p99 %s, p99.9 %s, max %s us",
        what,
        micros(latency.p50()),
        micros(latency.p90()),
        micros(latency.p99()),
        micros(latency.p999()),
        micros(latency.max()));
  }

  private void answers() {
    result
        .hitRatio()
        .ifPresent(
            ratio ->
                line(
                    "gets     %.2f %% from memory: %s",
                    ratio * 100, endings(result.endings().getOrDefault(Verb.GET, Map.of()))));
  }

  private static String endings(Map<Ending, Long> endings) {
    return endings.entrySet().stream()
        .map(entry -> format("%,d %s", entry.getValue(), lower(entry.getKey())))
        .collect(Collectors.joining(", "));
  }

  private void failures() {
    result
        .failures()
        .values()
        .forEach(
            failure ->
                line("failed   %,d %s: %s", failure.keys(), failure.reason(), failure.first()));
    if (result.unsent() > 0) {
      line(
          "unsent   %,d were due and could not be sent: the schedule asks for more than is answered",
          result.unsent());
    }
    if (result.failedLatency().count() > 0) {
      latency("these", result.failedLatency());
    }
  }

  private void cpu() {
    result
        .processes()
        .forEach(
            (process, used) ->
                line("CPU      %.2f us per key in process %d", result.microsPerKey(used), process));
    line(
        "bench    %.2f us of CPU per key, its busiest thread %.0f %%",
        result.microsPerKey(result.own()), result.busiest() * 100);
    if (result.isBenchTheLimit()) {
      line("warning: the bench itself may be what limits this: give it --threads, or a machine");
    }
  }

  private static String micros(double micros) {
    return format(micros < 100 ? "%.1f" : "%,.0f", micros);
  }

  private static String lower(Enum<?> constant) {
    return Ascii.toLowerCase(constant.name());
  }

  private void line(String format, Object... arguments) {
    text.append(format(format, arguments)).append('\n');
  }

  private static String format(String format, Object... arguments) {
    return String.format(Locale.ROOT, format, arguments);
  }
}
