package io.cashew.cli;

import com.google.common.net.HostAndPort;
import com.google.gson.JsonObject;
import io.cashew.bench.BenchPlan;
import io.cashew.bench.BenchResult;
import io.cashew.bench.GetBench;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "bench",
    header = "Measure gets that hit.",
    description =
        "Sets keys in a group, then reads them in a closed loop: every answer is followed by the"
            + " next request. The group should have memory for all of them and no source to spare."
            + " For a group named like a subcommand: cashew bench -- trace")
final class BenchCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private final OutputOptions output = new OutputOptions();

  // A subcommand needs no group, so its absence is for call() to see.
  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "GROUP",
      description = "The group to set and read.")
  private Optional<String> group = Optional.empty();

  @Option(
      names = "--proxy",
      paramLabel = "HOST:PORT",
      defaultValue = "${env:CASHEW_PROXY:-127.0.0.1:7400}",
      description = "The proxy to measure. Default: $CASHEW_PROXY or 127.0.0.1:7400.")
  private HostAndPort proxy = HostAndPort.fromParts("127.0.0.1", 7400);

  @Option(
      names = "--mode",
      defaultValue = "EXCHANGE",
      description = "UNARY: a call per get. EXCHANGE: many in a message. Default: EXCHANGE.")
  private BenchPlan.Mode mode = BenchPlan.Mode.EXCHANGE;

  @Option(
      names = "--keys",
      paramLabel = "N",
      defaultValue = "10000",
      description = "Default: 10000.")
  private int keys;

  @Option(
      names = "--value",
      paramLabel = "BYTES",
      defaultValue = "100",
      description = "Bytes of each value. Default: 100.")
  private int valueBytes;

  @Option(
      names = "--connections",
      paramLabel = "N",
      defaultValue = "4",
      description = "Default: 4.")
  private int connections;

  @Option(
      names = "--outstanding",
      paramLabel = "N",
      defaultValue = "16",
      description = "Requests in flight on each connection. Default: 16.")
  private int outstanding;

  @Option(
      names = "--warm-up",
      paramLabel = "TIME",
      defaultValue = "5s",
      description = "Default: 5s.")
  private Duration warmUp = Duration.ZERO;

  @Option(
      names = "--duration",
      paramLabel = "TIME",
      defaultValue = "10s",
      description = "Default: 10s.")
  private Duration duration = Duration.ZERO;

  @Option(
      names = "--cpu-of",
      paramLabel = "PID",
      split = ",",
      description = "Processes of this machine whose CPU time per get is to be told.")
  private List<Long> processes = List.of();

  BenchCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    BenchResult result = new GetBench(plan()).run();
    if (output.isJson()) {
      OutputOptions.print(console.out(), json(result));
    } else {
      print(result);
    }
    return (result.failures() == 0 ? ExitCode.OK : ExitCode.PARTIAL).code();
  }

  private BenchPlan plan() {
    try {
      return new BenchPlan(
          proxy,
          group.orElseThrow(BenchCommand::noGroup),
          mode,
          keys,
          valueBytes,
          connections,
          outstanding,
          warmUp,
          duration,
          processes);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--" + e.getMessage());
    }
  }

  private static UsageException noGroup() {
    return new UsageException("no group is named (expected: cashew bench GROUP)");
  }

  private void print(BenchResult result) {
    console
        .out()
        .printf(
            "%,.0f gets/s, %s, %d connections with %d in flight each%n"
                + "latency  p50 %.0f us, p99 %.0f us, p99.9 %.0f us, max %.0f us%n",
            result.perSecond(),
            mode,
            connections,
            outstanding,
            result.p50Micros(),
            result.p99Micros(),
            result.p999Micros(),
            result.maxMicros());
    for (long process : processes) {
      console
          .out()
          .printf(
              "CPU      %.2f us per get in process %d%n", result.cpuMicrosPerGet(process), process);
    }
    if (result.absent() > 0) {
      console.out().printf("absent   %,d%n", result.absent());
    }
    if (result.failures() > 0) {
      console
          .out()
          .printf("failed   %,d, the first: %s%n", result.failures(), result.firstFailure());
    }
  }

  private JsonObject json(BenchResult result) {
    JsonObject object = new JsonObject();
    object.addProperty("mode", mode.name());
    object.addProperty("connections", connections);
    object.addProperty("outstanding", outstanding);
    object.addProperty("gets_per_second", Math.round(result.perSecond()));
    object.addProperty("p50_us", result.p50Micros());
    object.addProperty("p99_us", result.p99Micros());
    object.addProperty("p999_us", result.p999Micros());
    object.addProperty("max_us", result.maxMicros());
    object.addProperty("absent", result.absent());
    object.addProperty("failures", result.failures());
    JsonObject cpu = new JsonObject();
    processes.forEach(
        process -> cpu.addProperty(Long.toString(process), result.cpuMicrosPerGet(process)));
    object.add("cpu_us_per_get", cpu);
    return object;
  }
}
