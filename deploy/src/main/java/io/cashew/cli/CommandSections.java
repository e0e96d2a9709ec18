package io.cashew.cli;

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
    lines.forEach(
        line -> {
          addHelp(line);
          line.getCommandSpec()
              .usageMessage()
              .synopsisHeading("%nUsage: ")
              .descriptionHeading("%n")
              .parameterListHeading("%nArguments:%n")
              .optionListHeading("%nOptions:%n");
          command.addSubcommand(line);
        });
    sections.put(heading, lines);
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
