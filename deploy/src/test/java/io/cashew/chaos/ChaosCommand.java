package io.cashew.chaos;

import io.cashew.system.history.History;
import io.cashew.system.history.HistoryChecker;
import io.cashew.system.history.Verdict;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The {@code chaos} command. */
@Command(
    name = "chaos",
    description =
        "Breaks a cluster of real processes on this machine while clients go on, and checks what"
            + " they saw.%nExit code 0: all bars met; 1: something was violated or missed; 3: too"
            + " little traffic to judge by.",
    mixinStandardHelpOptions = true)
public final class ChaosCommand implements Callable<Integer> {
  private static final int MISSED = 1;
  private static final int INVALID = 3;

  @Option(names = "--kills", defaultValue = "20", description = "Kills or freezes. Default: 20.")
  private int kills;

  @Option(
      names = "--minutes",
      defaultValue = "10",
      description = "How long, where the scenario asks. Default: 10.")
  private double minutes;

  @Option(
      names = "--rate",
      defaultValue = "2000",
      description = "Operations per second. Default: 2000.")
  private int rate;

  @Option(names = "--nodes", defaultValue = "3", description = "Default: 3.")
  private int nodes;

  @Option(names = "--proxies", defaultValue = "2", description = "Default: 2.")
  private int proxies;

  @Option(names = "--seed", defaultValue = "1", description = "Of all that is random. Default: 1.")
  private long seed;

  @Option(
      names = "--scenario",
      defaultValue = "kills",
      description = "kills, etcd-down, freeze, scale-out, drain, or all. Default: kills.")
  private String scenario = "kills";

  @Option(
      names = "--dir",
      defaultValue = "target/chaos",
      description = "Where logs and histories go. Default: deploy/target/chaos.")
  private Path directory = Path.of("target", "chaos");

  private ChaosCommand() {}

  /** Runs the scenarios asked for and exits. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new ChaosCommand()).execute(arguments));
  }

  @Override
  public Integer call() {
    Duration time = Duration.ofMillis((long) (minutes * 60_000));
    Settings settings = new Settings(kills, time, rate, nodes, proxies, seed, directory);
    List<Integer> codes = new ArrayList<>();
    for (Scenario each : chosen()) {
      codes.add(run(each, settings));
    }
    return codes.contains(MISSED) ? MISSED : codes.contains(INVALID) ? INVALID : 0;
  }

  private List<Scenario> chosen() {
    return switch (scenario) {
      case "kills" -> List.of(new Kills());
      case "etcd-down" -> List.of(new EtcdDown());
      case "freeze" -> List.of(new Freezes());
      case "scale-out" -> List.of(new ScaleOut());
      case "drain" -> List.of(new Drain());
      case "all" ->
          List.of(new Kills(), new Freezes(), new EtcdDown(), new ScaleOut(), new Drain());
      default ->
          throw new IllegalArgumentException(
              "--scenario "
                  + scenario
                  + " (expected: kills, etcd-down, freeze, scale-out, drain or all)");
    };
  }

  private static int run(Scenario scenario, Settings settings) {
    Path place =
        settings.directory().resolve(scenario.name() + "-" + ProcessHandle.current().pid());
    System.out.printf(
        "%n%s: %d nodes, %d proxies, %,d operations/s, seed %d; logs in %s%n",
        scenario.name(),
        settings.nodes(),
        settings.proxies(),
        settings.rate(),
        settings.seed(),
        place.toAbsolutePath());
    History history;
    long start;
    long warm;
    try (Stage stage = new Stage(scenario, settings, place)) {
      scenario.run(stage, settings);
      stage.endWorkload();
      history = stage.recorder().history();
      start = stage.start();
      warm = stage.warm();
    }
    Verdict verdict = new HistoryChecker(scenario.bounds(settings)).check(history);
    return judge(scenario, new Seen(history, verdict, start, warm), place);
  }

  private static int judge(Scenario scenario, Seen seen, Path place) {
    Verdict verdict = seen.verdict();
    Bars bars = new Bars();
    bars.atMost("violations", verdict.violations().size(), 0);
    scenario.judge(seen, bars);
    System.out.printf("%n%s%n", bars);
    if (verdict.tally().failed() > 0) {
      System.out.printf("%n  failures by second: %s%n", seen.failuresBySecond());
    }
    boolean held = verdict.state() == Verdict.State.HELD;
    if (!held || !bars.areMet()) {
      Path file = place.resolve("history.gz");
      seen.history().write(file);
      System.out.printf("%n  the history is in %s%n", file.toAbsolutePath());
    }
    if (!held) {
      System.out.printf("%n%s", HistoryChecker.explain(verdict, seen.history()));
    }
    String result = held && !bars.areMet() ? "MISSED" : verdict.state().name();
    System.out.printf("%n%s: %s: %s%n", scenario.name(), result, verdict.tally());
    if (verdict.state() == Verdict.State.VIOLATED || !bars.areMet()) {
      return MISSED;
    }
    return held ? 0 : INVALID;
  }
}
