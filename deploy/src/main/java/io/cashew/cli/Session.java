package io.cashew.cli;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * What a shell keeps from line to line: where the cluster is, and the group that verbs are about.
 * For one thread.
 */
final class Session {
  /** Verbs that run until they are stopped, and the shell in itself. */
  private static final Set<String> NOT_HERE = Set.of("shell", "local", "proxy", "node");

  private static final String GROUP = "GROUP";
  private static final String USE = "use";

  private final Function<Console, CommandLine> verbs;
  private final Map<String, String> kept;
  private Optional<String> group = Optional.empty();

  /**
   * Nothing is used yet.
   *
   * @param kept values that options have if a line does not say otherwise, by name: {@code --proxy}
   */
  Session(Function<Console, CommandLine> verbs, Map<String, String> kept) {
    this.verbs = verbs;
    this.kept = Map.copyOf(kept);
  }

  /** The group that verbs are about. */
  Optional<String> group() {
    return group;
  }

  /** Where the admin service is that verbs ask. */
  String admin() {
    String otherwise = System.getenv().getOrDefault("CASHEW_ADMIN", AdminOptions.DEFAULT);
    return kept.getOrDefault("--admin", otherwise);
  }

  /** The verbs, as they are in this session. */
  CommandLine commandLine(Console console) {
    CommandLine line = verbs.apply(console);
    line.setDefaultValueProvider(new Kept());
    return line;
  }

  /** Runs a line that is not empty. Its errors are on the console; returns how it exits. */
  int run(Console console, List<String> words) {
    if (words.get(0).equals(USE)) {
      return use(console, words);
    }
    CommandLine line = commandLine(console);
    List<String> all = new ArrayList<>(words);
    int depth = 0;
    CommandLine verb = line;
    while (depth < all.size() && verb.getSubcommands().containsKey(all.get(depth))) {
      verb = requireNonNull(verb.getSubcommands().get(all.get(depth)));
      depth++;
    }
    if (NOT_HERE.contains(verb.getCommandName()) && !isAboutHelp(all)) {
      console
          .err()
          .printf(
              "cashew: %s does not run in a shell (expected: another verb)%n",
              verb.getCommandName());
      return ExitCode.USAGE.code();
    }
    if (group.isPresent() && isAboutAGroup(verb)) {
      all.add(depth, group.get());
    }
    return line.execute(all.toArray(String[]::new));
  }

  private int use(Console console, List<String> words) {
    if (words.size() > 2) {
      console.err().println("cashew: use " + words.get(1) + " ... (expected: use GROUP, or use)");
      return ExitCode.USAGE.code();
    }
    group = words.stream().skip(1).findFirst();
    return ExitCode.OK.code();
  }

  private static boolean isAboutHelp(List<String> words) {
    return words.contains("--help") || words.contains("-h");
  }

  /** Whether its first argument is a group, which is then left out. */
  static boolean isAboutAGroup(CommandLine verb) {
    List<PositionalParamSpec> parameters = verb.getCommandSpec().positionalParameters();
    return parameters.stream()
        .anyMatch(
            parameter -> parameter.index().contains(0) && parameter.paramLabel().equals(GROUP));
  }

  private final class Kept implements IDefaultValueProvider {
    @Override
    public @Nullable String defaultValue(ArgSpec argument) {
      return argument instanceof OptionSpec option ? kept.get(option.longestName()) : null;
    }
  }
}
