package io.cashew.enginebench.memory;

import io.cashew.enginebench.Bar;
import io.cashew.enginebench.Report;
import io.cashew.enginebench.workload.Memory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Reads from the collector's log how long the engine's process stood still. */
@Command(name = "gc", description = "Pauses of the collector with 8 million entries.")
public final class GcCommand implements Callable<Integer> {
  private static final double WINDOW_SECONDS = 20;
  private static final double MAX_SUM_MILLIS = 20;
  private static final double MAX_PAUSE_MILLIS = 20;

  @Option(names = "--entries", defaultValue = "8000000", description = "${DEFAULT-VALUE}.")
  private int entries = 8_000_000;

  @Option(names = "--ops", defaultValue = "100000", description = "Per second; ${DEFAULT-VALUE}.")
  private int operations = 100_000;

  @Option(names = "--seconds", defaultValue = "60", description = "Of churn; ${DEFAULT-VALUE}.")
  private int seconds = 60;

  @Option(names = "--heap", defaultValue = "256m", description = "At most 1g; ${DEFAULT-VALUE}.")
  private String heap = "256m";

  @Option(
      names = "--policy",
      defaultValue = "slru",
      description = "Of the engine: ${DEFAULT-VALUE}.")
  private String policy = "slru";

  @Override
  public Integer call() throws IOException {
    Report report = new Report("gc: pauses of G1 while entries come and go");
    long budget = entries * Memory.weight(100) * 112 / 100;
    Path log = Files.createTempFile("engine-gc", ".log");
    String[] flags = {
      "-XX:+UseG1GC",
      "-Xms" + heap,
      "-Xmx" + heap,
      "-XX:MaxDirectMemorySize=" + ((budget >> 20) + 64) + "m",
      "-Xlog:gc*,safepoint:file=" + log + ":uptime"
    };
    report.say(
        "%,d entries of 32 B and 100 B with TTL, %,d operations/s (60 %% gets, 20 %% puts, 20 %% new), policy %s"
            .formatted(entries, operations, policy));
    report.say("budget %,d MiB, %s".formatted(budget >> 20, String.join(" ", flags)));
    Pauses pauses;
    try (Child child = new Child(flags)) {
      String unused = child.tell("engine " + budget + " " + policy);
      long held = Long.parseLong(child.tell("fill " + entries));
      report.judge("entries held", (double) held, Bar.atLeast(entries));
      double from = Pauses.lastUptime(log);
      double done = Double.parseDouble(child.tell("churn " + operations + " " + seconds));
      report.judge("operations per second", done / seconds, Bar.atLeast(0.99 * operations));
      pauses = Pauses.read(log).after(from);
    }
    Files.delete(log);
    report.note("pauses", pauses.count());
    report.judge(
        "pauses in the worst 20 s, sum, ms",
        pauses.worstSum(WINDOW_SECONDS),
        Bar.atMost(MAX_SUM_MILLIS));
    report.judge("longest pause, ms", pauses.longest(), Bar.atMost(MAX_PAUSE_MILLIS));
    return report.finish();
  }
}
