package io.cashew.cli;

import io.cashew.bench.Bench;
import io.cashew.bench.BenchPlan;
import io.cashew.bench.BenchPlan.Fill;
import io.cashew.bench.BenchPlan.Stretch;
import io.cashew.bench.BenchResult;
import io.cashew.bench.Progress;
import io.cashew.bench.report.JsonReport;
import io.cashew.bench.report.TextReport;
import io.cashew.bench.workload.Workload;
import io.cashew.config.Durations;
import io.cashew.node.store.trace.Trace;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "bench",
    header = "Measure throughput and latency of a cluster, or of its peers.",
    description =
        "Sets keys that begin with bench: in a group, then asks for them, as fast as answers come or"
            + " at a rate. The group should have memory for all of them. Exits with 5 if something"
            + " failed or could not be sent. For a group named like a subcommand: cashew bench --"
            + " trace",
    customSynopsis = "cashew bench GROUP [OPTIONS]",
    sortOptions = false)
final class BenchCommand implements Callable<Integer> {
  private static final Duration BEYOND = Duration.ofMinutes(10);
  private static final Duration UNTIL_COUNTED = Duration.ofHours(1);

  private final Console console;

  // A subcommand needs no group, so its absence is for call() to see.
  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "GROUP",
      description = "The group to set and read.")
  private Optional<String> group = Optional.empty();

  @Mixin private final BenchTargetOptions target = new BenchTargetOptions();

  @ArgGroup(validate = false, heading = "%nKeys and values:%n")
  private BenchKeyOptions keys = new BenchKeyOptions();

  @ArgGroup(validate = false, heading = "%nRequests:%n")
  private BenchRequestOptions requests = new BenchRequestOptions();

  @ArgGroup(validate = false, heading = "%nLoad:%n")
  private BenchLoadOptions load = new BenchLoadOptions();

  @ArgGroup(validate = false, heading = "%nTime:%n")
  private BenchStretchOptions stretch = new BenchStretchOptions();

  @Option(
      names = "--cpu-of",
      paramLabel = "PID",
      split = ",",
      description = "Processes of this machine whose CPU time per key is to be told.")
  private List<Long> processes = List.of();

  @Mixin private final OutputOptions output = new OutputOptions();

  BenchCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    BenchPlan plan = plan();
    announce(plan);
    Progress progress = BenchProgressLine.of(console.err());
    BenchResult result;
    try {
      result = new Bench(plan).run(target.open(groupName()), progress);
    } finally {
      progress.over();
    }
    output.print(console, () -> JsonReport.of(result), () -> TextReport.of(result));
    return (result.isClean() ? ExitCode.OK : ExitCode.PARTIAL).code();
  }

  private String groupName() {
    return group.orElseThrow(
        () -> new UsageException("no group is named (expected: cashew bench GROUP)"));
  }

  private BenchPlan plan() {
    String name = groupName();
    try {
      OptionalLong recorded =
          keys.trace().map(Trace::length).map(OptionalLong::of).orElse(OptionalLong.empty());
      Stretch time = stretch.stretch(recorded);
      return new BenchPlan(
          target.title(name),
          workload(time),
          requests.fill(keys.prefix()),
          load.load(target.callers()),
          time,
          processes);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--" + e.getMessage());
    }
  }

  private Workload workload(Stretch time) {
    return new Workload(
        keys.popularity(),
        keys.prefix(),
        keys.size(),
        keys.sizes(),
        requests.mix(),
        requests.many(),
        requests.misses(),
        requests.ttl().orElseGet(() -> ttl(time)),
        requests.seed());
  }

  private static Duration ttl(Stretch time) {
    return time.duration().equals(Stretch.LONGEST)
        ? UNTIL_COUNTED
        : time.warmUp().plus(time.duration()).plus(BEYOND);
  }

  /** What is about to be written. */
  private void announce(BenchPlan plan) {
    Workload workload = plan.workload();
    if (plan.fill() == Fill.EVERY_KEY || workload.writes()) {
      console
          .err()
          .printf(
              "cashew: writes %,d keys \"%s...\" of the group %s, which live for %s%n",
              workload.popularity().keys(),
              workload.prefix(),
              groupName(),
              Durations.format(workload.ttl()));
    }
  }
}
