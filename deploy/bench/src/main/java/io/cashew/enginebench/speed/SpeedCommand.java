package io.cashew.enginebench.speed;

import io.cashew.enginebench.Bar;
import io.cashew.enginebench.Figures;
import io.cashew.enginebench.Report;
import io.cashew.enginebench.Table;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.openjdk.jmh.runner.RunnerException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Compares speeds: forks of the three caches take turns, and medians of the rounds are compared.
 */
@Command(name = "speed", description = "Operations per CPU-second beside Caffeine and Guava.")
public final class SpeedCommand implements Callable<Integer> {
  private static final Bar NOTHING = Bar.atMost(0.1); // an object has 16 bytes

  @Option(names = "--quick", description = "One short round: seconds for each, and rough.")
  private boolean quick;

  @Option(
      names = "--policy",
      defaultValue = "slru",
      description = "Of the engine: ${DEFAULT-VALUE}.")
  private String policy = "slru";

  @Option(
      names = "--threads",
      split = ",",
      defaultValue = "1,2",
      description = "Threads, each count in turn: ${DEFAULT-VALUE}.")
  private List<Integer> threads = List.of(1, 2);

  @Option(
      names = "--ttl",
      split = ",",
      defaultValue = "0,3600",
      description = "Seconds that entries live, each in turn; 0: for ever. ${DEFAULT-VALUE}.")
  private List<Integer> ttls = List.of(0, 3600);

  @Option(
      names = "--load",
      split = ",",
      defaultValue = "GET,MIXED,PUT,READ_THROUGH",
      description = "Which of ${COMPLETION-CANDIDATES}; all by default.")
  private List<Load> loads = List.of(Load.values());

  @Override
  public Integer call() throws RunnerException {
    Forks forks = quick ? Forks.quick(policy) : Forks.thorough(policy);
    Report report = new Report("speed: operations per second of CPU time (all of the process's)");
    report.say("1,000,000 keys of 32 B by Zipf 0.99, values of 100 B, policy " + policy);
    report.say(forks.toString());
    for (int ttl : ttls) {
      for (int count : threads) {
        compare(report, forks, count, ttl);
      }
    }
    return report.finish();
  }

  private void compare(Report report, Forks forks, int count, int ttl) throws RunnerException {
    String setting = (count == 1 ? "1 thread" : count + " threads") + (ttl == 0 ? "" : ", TTL");
    Table table =
        new Table(
            setting, "cashew", "caffeine", "guava", "hits", "hits", "hits", "B/op", "B/op", "B/op");
    for (Load load : loads) {
      Map<Cache, List<Run>> runs = new EnumMap<>(Cache.class);
      for (int round = 0; round < forks.rounds(); round++) {
        for (Cache cache : Cache.values()) {
          runs.computeIfAbsent(cache, c -> new ArrayList<>())
              .add(forks.run(load, cache, count, ttl));
        }
      }
      Run cashew = Run.median(runs.getOrDefault(Cache.CASHEW, List.of()));
      Run caffeine = Run.median(runs.getOrDefault(Cache.CAFFEINE, List.of()));
      Run guava = Run.median(runs.getOrDefault(Cache.GUAVA, List.of()));
      table.row(
          load.text(),
          Figures.text(cashew.perCpuSecond()),
          Figures.text(caffeine.perCpuSecond()),
          Figures.text(guava.perCpuSecond()),
          Figures.text(cashew.hitRatio()),
          Figures.text(caffeine.hitRatio()),
          Figures.text(guava.hitRatio()),
          Figures.text(cashew.allocated()),
          Figures.text(caffeine.allocated()),
          Figures.text(guava.allocated()));
      String what = load.text() + ", " + setting;
      report.judge(what + ": x Caffeine", cashew.over(caffeine), Bar.atLeast(load.overCaffeine()));
      report.judge(what + ": x Guava", cashew.over(guava), Bar.atLeast(Load.OVER_GUAVA));
      if (load == Load.GET) {
        report.judge(what + ": bytes allocated by a hit", cashew.allocated(), NOTHING);
      }
    }
    report.print(table);
  }
}
