package io.cashew.cli;

import static java.util.Objects.requireNonNull;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** The verbs by what they are for: how {@code cashew --help} lists them. */
final class CommandSections {
  private final CommandLine command;
  private final Map<String, List<CommandLine>> sections = new LinkedHashMap<>();

  CommandSections(CommandLine command) {
    this.command = command;
    addHelp(command);
  }

  /** Adds verbs under a heading. */
  void add(String heading, Object... verbs) {
    List<CommandLine> lines = Stream.of(verbs).map(CommandLine::new).toList();
    lines.forEach(line -> add(command, line));
    sections.put(heading, lines);
  }

  /** Adds verbs that come after another: {@code cashew bench trace}. */
  void addUnder(String verb, Object... subordinates) {
    CommandLine parent = requireNonNull(command.getSubcommands().get(verb), verb);
    parent.getCommandSpec().usageMessage().commandListHeading("%nSubcommands:%n");
    Stream.of(subordinates).map(CommandLine::new).forEach(line -> add(parent, line));
  }

  private static void add(CommandLine parent, CommandLine line) {
    addHelp(line);
    line.getCommandSpec()
        .usageMessage()
        .synopsisHeading("%nUsage: ")
        .descriptionHeading("%n")
        .parameterListHeading("%nArguments:%n")
        .optionListHeading("%nOptions:%n");
    parent.addSubcommand(line);
  }

  String text() {
    StringBuilder text = new StringBuilder();
    sections.forEach(
        (heading, lines) -> {
          text.append("%n%s:%n".formatted(heading));
          for (CommandLine line : lines) {
            String header = line.getCommandSpec().usageMessage().header()[0];
            text.append("  %-9s %s%n".formatted(line.getCommandName(), header));
          }
        });
    return text.toString();
  }

  private static void addHelp(CommandLine line) {
    line.getCommandSpec()
        .addOption(
            OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("Print this help.")
                .build());
  }
}
