package io.cashew.comparison;

import com.google.common.base.Splitter;
import io.cashew.comparison.Scenario.Contender;
import io.cashew.comparison.party.Entrant;
import io.cashew.comparison.party.Party;
import io.cashew.comparison.party.Site;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The {@code compare} command: starts all parties, lets them have their turns, round by round, and
 * prints what came of it. A party that fails is left out from then on, and the tables say so.
 */
@Command(
    name = "compare",
    description = "Compares Cashew with its peers, in turns, on this machine.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class Compare implements Callable<Integer> {
  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "5",
      description = "Default: ${DEFAULT-VALUE}.")
  private int rounds;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      defaultValue = "5",
      description = "Of each turn, after a warm-up of 2 s. Default: ${DEFAULT-VALUE}.")
  private double seconds;

  @Option(names = "--quick", description = "A smoke run: 1 round of 1 s, few entries.")
  private boolean quick;

  @Option(
      names = "--keys",
      paramLabel = "N",
      defaultValue = "100000",
      description = "Default: ${DEFAULT-VALUE}.")
  private int keys;

  @Option(
      names = "--entries",
      paramLabel = "N",
      defaultValue = "1000000",
      description = "For the memory scenario. Default: ${DEFAULT-VALUE}.")
  private int entries;

  @Option(
      names = "--parties",
      paramLabel = "A,B",
      description =
          "Of cashew, redis, twemproxy, memcached, hazelcast, infinispan, naive. Default: all.")
  private Optional<String> parties = Optional.empty();

  @Option(
      names = "--scenarios",
      paramLabel = "A,B",
      description = "Beginnings of names: resp, library, grpc, many, added, memory. Default: all.")
  private Optional<String> scenarios = Optional.empty();

  @Option(
      names = "--growth",
      description = "Instead: clusters of Cashew with 1, 2, 4 and 8 nodes, side by side.")
  private boolean growth;

  @Option(names = "--json", paramLabel = "FILE", description = "Where JSON is written.")
  private Optional<Path> json = Optional.empty();

  @Option(names = "--home", required = true, hidden = true)
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private Path home;

  @Option(names = "--directory", required = true, hidden = true)
  @SuppressWarnings("NullAway.Init")
  private Path directory;

  private Compare() {}

  /** Compares, and exits with 0, 1 if a party failed, or 2 if the command line is wrong. */
  public static void main(String[] arguments) {
    System.exit(run(arguments));
  }

  static int run(String... arguments) {
    return new CommandLine(new Compare()).execute(arguments);
  }

  @Override
  public Integer call() throws IOException {
    Plan plan =
        quick
            ? new Plan(1, 1, 0.5, Math.min(keys, 10_000), Math.min(entries, 100_000))
            : new Plan(rounds, seconds, 2, keys, entries);
    Site site =
        new Site(
            home, home.resolve("deploy/bench/peers/target/lib"), directory, 512, 256, List.of());
    Map<String, String> missing = new LinkedHashMap<>();
    List<Entrant> entrants = entrants(site, missing);
    List<Results> all = new ArrayList<>();
    if (!growth && isWanted(MemoryScenario.NAME)) {
      all.add(new Results(new MemoryScenario(plan, site).of(entrants)));
      takeTurns(plan, all);
    }
    List<Party> running = new ArrayList<>();
    try {
      for (Entrant entrant : entrants) {
        progress("starting " + entrant.name());
        start(entrant, site, missing).ifPresent(running::add);
      }
      Scenarios possible = new Scenarios(plan, running);
      List<Results> wanted =
          (growth ? possible.growth() : possible.all())
              .stream().filter(scenario -> isWanted(scenario.name())).map(Results::new).toList();
      takeTurns(plan, wanted);
      all.addAll(wanted);
    } finally {
      running.forEach(Party::close);
    }
    return report(plan, missing, all);
  }

  private List<Entrant> entrants(Site site, Map<String, String> missing) {
    List<Entrant> taking = new ArrayList<>();
    for (Entrant entrant : growth ? Entrant.growing() : Entrant.all()) {
      if (growth || parties.isEmpty() || names(parties.get()).contains(entrant.name())) {
        entrant
            .missing(site)
            .ifPresentOrElse(why -> missing.put(entrant.name(), why), () -> taking.add(entrant));
      }
    }
    missing.forEach((name, why) -> progress("without " + name + ": " + why));
    return taking;
  }

  private static Optional<Party> start(Entrant entrant, Site site, Map<String, String> missing)
      throws IOException {
    try {
      return Optional.of(entrant.start(site));
    } catch (RuntimeException e) {
      missing.put(entrant.name(), "it did not start: " + e.getMessage());
      progress(entrant.name() + " did not start: " + e);
      return Optional.empty();
    }
  }

  /** Every round touches every scenario, and in it every contender, one after the other. */
  private static void takeTurns(Plan plan, List<Results> all) {
    for (int round = 1; round <= plan.rounds(); round++) {
      for (Results results : all) {
        for (Contender contender : results.scenario().contenders()) {
          if (!results.failures().containsKey(contender.name())) {
            progress(
                "round %s of %s: %s, %s"
                    .formatted(round, plan.rounds(), results.scenario().name(), contender.name()));
            take(contender, results);
          }
        }
      }
    }
  }

  private static void take(Contender contender, Results results) {
    try {
      results.add(contender.name(), contender.turn().take());
    } catch (IOException | RuntimeException e) {
      String why = String.valueOf(e.getMessage());
      results.failed(contender.name(), why);
      progress(contender.name() + " failed: " + why);
    }
  }

  private int report(Plan plan, Map<String, String> missing, List<Results> all) throws IOException {
    String machine = Machine.describe();
    System.out.println(machine);
    System.out.printf("%nMedians of %s rounds of %s s.%n", plan.rounds(), plan.seconds());
    missing.forEach((name, why) -> System.out.printf("%nNo %s: %s%n", name, why));
    for (Results results : all) {
      System.out.println();
      System.out.print(Markdown.of(results));
    }
    if (json.isPresent()) {
      Files.writeString(json.get(), Json.of(plan, machine, missing, all));
    }
    return all.stream().allMatch(results -> results.failures().isEmpty()) ? 0 : 1;
  }

  private boolean isWanted(String scenario) {
    return scenarios.isEmpty() || names(scenarios.get()).stream().anyMatch(scenario::startsWith);
  }

  private static List<String> names(String list) {
    return Splitter.on(',').trimResults().omitEmptyStrings().splitToList(list);
  }

  private static void progress(String what) {
    System.err.println("compare: " + what);
  }
}
