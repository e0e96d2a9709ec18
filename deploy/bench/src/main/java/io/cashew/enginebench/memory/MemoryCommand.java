package io.cashew.enginebench.memory;

import io.cashew.enginebench.Bar;
import io.cashew.enginebench.Figures;
import io.cashew.enginebench.Report;
import io.cashew.enginebench.Table;
import io.cashew.enginebench.workload.Memory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Reads from outside what processes take that hold the same entries. */
@Command(name = "memory", description = "RSS for each entry, beside memcached and Caffeine.")
public final class MemoryCommand implements Callable<Integer> {
  private static final double MAX_BYTES = 195;
  private static final double MAX_CHANGE = 0.10;
  private static final int SETTLE_SECONDS = 10;
  private static final int ALLOWANCE_MB = 256;
  private static final double MIN_SAMPLES = 990; // per second
  private static final long CHURN_BUDGET = 1L << 30;

  @Option(names = "--entries", defaultValue = "5000000", description = "${DEFAULT-VALUE}.")
  private int entries = 5_000_000;

  @Option(names = "--churn", defaultValue = "30", description = "Seconds; ${DEFAULT-VALUE}.")
  private int churnSeconds = 30;

  @Option(
      names = "--heap",
      defaultValue = "36",
      description = "MiB of the engine's JVM; ${DEFAULT-VALUE}. The launcher leaves it to the JVM.")
  private int heapMegabytes = 36;

  @Option(
      names = "--policy",
      defaultValue = "slru",
      description = "Of the engine: ${DEFAULT-VALUE}.")
  private String policy = "slru";

  @Override
  public Integer call() throws IOException, InterruptedException {
    Report report = new Report("memory: resident bytes (VmRSS) of processes with the same entries");
    report.say("%,d entries of 32 B and 100 B, TTL on all, policy %s".formatted(entries, policy));
    Table table =
        new Table("", "entries", "RSS at start", "loaded", "settled", "B/entry", "B/entry grown");
    long budget = entries * Memory.weight(100) * 112 / 100;
    String[] flags = flags(budget);
    report.say("engine: budget %,d MiB, %s".formatted(budget >> 20, String.join(" ", flags)));
    Filled cashew;
    try (Child child = new Child(flags)) {
      String unused = child.tell("engine " + budget + " " + policy);
      cashew = Filled.measure(Fill.of(child), entries);
      table.row(cashew.row("cashew"));
    }
    String[] largeHeap = {"-XX:+UseG1GC", "-Xmx3g"};
    report.say("Caffeine: " + String.join(" ", largeHeap));
    try (Child child = new Child(largeHeap)) {
      String unused = child.tell("caffeine " + entries);
      table.row(Filled.measure(Fill.of(child), entries).row("caffeine"));
    }
    report.judge("entries held", (double) cashew.held(), Bar.atLeast(entries));
    report.judge("bytes of RSS per entry", cashew.bytesPerEntry(), Bar.atMost(MAX_BYTES));
    Optional<Path> program = Memcached.find();
    if (program.isPresent()) {
      report.say("memcached: -m 4096 -t 2");
      try (Memcached memcached = Memcached.start(program.get(), 4096)) {
        Filled peer = Filled.measure(memcached, entries);
        table.row(peer.row("memcached"));
        report.judge(
            "bytes of RSS per entry, memcached's bar",
            cashew.bytesPerEntry(),
            Bar.atMost(peer.bytesPerEntry()));
      }
    } else {
      report.skip("memcached", "it is not installed (Debian: apt-get install memcached)");
    }
    report.judge("RSS just loaded, off settled", Math.abs(cashew.change()), Bar.atMost(MAX_CHANGE));
    report.print(table);
    overfill(report);
    return report.finish();
  }

  private void overfill(Report report) throws IOException {
    String[] flags = flags(CHURN_BUDGET);
    try (Child child = new Child(flags)) {
      String unused = child.tell("engine " + CHURN_BUDGET + " " + policy);
      String[] answer = child.tell("overfill " + churnSeconds).split(" ", -1);
      report.say(
          "churn: %s puts of 40 B to 8 KiB in %s s into %,d MiB, %s samples, %s"
              .formatted(
                  answer[3], churnSeconds, CHURN_BUDGET >> 20, answer[2], String.join(" ", flags)));
      report.judge(
          "churn: samples per second",
          Double.parseDouble(answer[2]) / churnSeconds,
          Bar.atLeast(MIN_SAMPLES));
      report.judge(
          "churn: most bytes used", Double.parseDouble(answer[0]), Bar.atMost(CHURN_BUDGET));
      report.judge(
          "churn: RSS, MiB",
          (double) (child.rss() >> 20),
          Bar.atMost((double) ((CHURN_BUDGET >> 20) + ALLOWANCE_MB + heapMegabytes)));
    }
  }

  /**
   * As the launcher starts a node, with as much memory as it takes, and one thread for the
   * collector: there is next to nothing to collect, and each thread has memory of its own.
   */
  private String[] flags(long budget) {
    return new String[] {
      "-XX:+UseG1GC",
      "-XX:ParallelGCThreads=1",
      "-XX:ConcGCThreads=1",
      "-XX:+ExitOnOutOfMemoryError",
      "-Xmx" + heapMegabytes + "m",
      "-XX:MaxDirectMemorySize=" + ((budget >> 20) + 64) + "m"
    };
  }

  /** What was read of a process. */
  private record Filled(long held, long atStart, long loaded, long settled) {
    static Filled measure(Fill process, int entries) throws IOException, InterruptedException {
      TimeUnit.SECONDS.sleep(1); // until it has started
      long atStart = process.rss();
      long held = process.fill(entries);
      long loaded = process.rss();
      TimeUnit.SECONDS.sleep(SETTLE_SECONDS);
      return new Filled(held, atStart, loaded, process.rss());
    }

    double bytesPerEntry() {
      return (double) Math.max(settled, loaded) / held;
    }

    double change() {
      return (double) loaded / settled - 1;
    }

    String[] row(String name) {
      return new String[] {
        name,
        Figures.text((double) held),
        mebibytes(atStart),
        mebibytes(loaded),
        mebibytes(settled),
        Figures.text(bytesPerEntry()),
        Figures.text((double) (settled - atStart) / held)
      };
    }

    private static String mebibytes(long bytes) {
      return Figures.text((double) (bytes >> 20)) + " MiB";
    }
  }
}
