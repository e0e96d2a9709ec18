package io.cashew.chaos;

import io.cashew.system.history.History;
import io.cashew.system.history.HistoryChecker;
import io.cashew.system.history.Verdict;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The {@code chaos} command. */
@Command(
    name = "chaos",
    exitCodeOnExecutionException = 2,
    description =
        "Breaks a cluster of real processes on this machine while clients go on, and checks what"
            + " they saw.%nExit code 0: all bars met; 1: something was violated or missed; 3: too"
            + " little traffic to judge by.",
    mixinStandardHelpOptions = true)
public final class ChaosCommand implements Callable<Integer> {
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
    Set<Judgement> judgements = EnumSet.noneOf(Judgement.class);
    for (Scenario each : chosen()) {
      judgements.add(run(each, settings));
    }
    return Stream.of(Judgement.BAD, Judgement.NOT_RUN, Judgement.INVALID)
        .filter(judgements::contains)
        .findFirst()
        .orElse(Judgement.GOOD)
        .code();
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

  private static Judgement run(Scenario scenario, Settings settings) {
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
    Bars bars = new Bars();
    Seen seen;
    try (Stage stage = new Stage(scenario, settings, place)) {
      bars.atLeast("faults got over", gotOver(scenario, stage, settings), 1);
      stage.endWorkload();
      History history = stage.recorder().history();
      Verdict verdict = new HistoryChecker(scenario.bounds(settings)).check(history);
      seen = new Seen(history, verdict, stage.start());
    } catch (AssertionError e) {
      System.out.printf("%n%s: NOT_RUN: %s%n", scenario.name(), e.getMessage());
      return Judgement.NOT_RUN;
    }
    return Judgement.of(scenario, seen, bars, place);
  }

  /** 1, or 0 if something was waited for in vain. */
  private static int gotOver(Scenario scenario, Stage stage, Settings settings) {
    try {
      scenario.run(stage, settings);
      return 1;
    } catch (AssertionError e) {
      stage.say(e.getMessage());
      return 0;
    }
  }
}
