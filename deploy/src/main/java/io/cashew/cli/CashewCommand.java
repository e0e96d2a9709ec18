package io.cashew.cli;

import com.google.common.net.HostAndPort;
import io.cashew.config.Addresses;
import io.cashew.config.Durations;
import io.cashew.lifecycle.Part;
import io.cashew.local.Processes;
import io.cashew.local.RealProcesses;
import io.cashew.local.UntilStopped;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.bridge.SLF4JBridgeHandler;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.TypeConversionException;

/** The {@code cashew} command. */
@Command(
    name = "cashew",
    header = "Cashew: a distributed read-through cache.",
    synopsisHeading = "%nUsage: ",
    customSynopsis = "cashew VERB [OPTIONS] [ARGUMENTS]   (cashew VERB --help tells all of a verb)",
    optionListHeading = "%nOptions:%n",
    versionProvider = Version.class,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      " 0:done",
      " 1:the source has no such key; not in memory; a condition is not met",
      " 2:the command, a value or the configuration is wrong",
      " 3:denied",
      " 4:out of reach, too slow or too busy; a set may have been executed",
      " 5:some keys succeeded, some failed",
      " 6:a check found problems",
      "70:a defect of Cashew"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  cashew local                              a cluster with something to look up",
      "  cashew get scores Tom --explain           a value, and how it came about",
      "  cashew set scores Tom 640 --ttl 10s       a value that lives ten seconds",
      "  cashew del scores Tom                     the next get asks the source",
      "  cashew mget world country:DE currency:EUR --json",
      "  cashew node --id n4 --listen 127.0.0.1:7414 --etcd 127.0.0.1:2379"
    })
public final class CashewCommand {
  private CashewCommand() {}

  /** Runs the command and exits with its {@link ExitCode}. */
  public static void main(String[] arguments) {
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install(); // gRPC logs by java.util.logging
    Console console = Console.standard();
    int code = commandLine(console, new RealProcesses(), UntilStopped::run).execute(arguments);
    console.out().flush();
    System.exit(code);
  }

  /**
   * The command with all its verbs.
   *
   * @param untilStopped what to do with a process once it runs
   */
  static CommandLine commandLine(
      Console console, Processes processes, Consumer<Part> untilStopped) {
    CommandLine command = new CommandLine(new CashewCommand());
    command
        .getCommandSpec()
        .addOption(
            OptionSpec.builder("-V", "--version")
                .versionHelp(true)
                .description("Print the version.")
                .build());
    CommandSections sections = new CommandSections(command);
    sections.add(
        "Run",
        new LocalCommand(console, processes, untilStopped),
        new ProxyCommand(processes, untilStopped),
        new NodeCommand(processes, untilStopped));
    sections.add(
        "Read and write",
        new GetCommand(console),
        new SetCommand(console),
        new DeleteCommand(console),
        new TouchCommand(console),
        new TtlCommand(console),
        new ExistsCommand(console),
        new ManyGetCommand(console),
        new ManySetCommand(console),
        new WarmCommand(console),
        new ExportCommand(console),
        new ImportCommand(console));
    sections.add(
        "Look inside",
        new NodesCommand(console),
        new RingCommand(console),
        new InspectCommand(console),
        new StatsCommand(console),
        new TopCommand(console),
        new HotCommand(console),
        new SlowCommand(console),
        new LatencyCommand(console),
        new AuditCommand(console),
        new GroupsCommand(console),
        new DoctorCommand(console),
        new BenchCommand(console),
        new VersionCommand(console));
    sections.add(
        "Work at a terminal",
        new ShellCommand(console, inner -> commandLine(inner, processes, untilStopped)),
        new CompletionCommand(console),
        new ConfigCommand());
    sections.addUnder(
        "config",
        new ConfigCheckCommand(console),
        new ConfigPrintCommand(console),
        new ConfigExplainCommand(console));
    sections.addUnder("bench", new TraceCommand(console));
    sections.addUnder("node", new NodeDrainCommand(console), new NodeUndrainCommand(console));
    sections.addUnder(
        "groups",
        new GroupsListCommand(console),
        new GroupsShowCommand(console),
        new GroupsCreateCommand(console),
        new GroupsChangeCommand(console),
        new GroupsFlushCommand(console),
        new GroupsDropCommand(console));
    sections.addUnder(
        "ring",
        new RingShowCommand(console),
        new RingPlanCommand(console),
        new RingApplyCommand(console),
        new RingHistoryCommand(console),
        new RingDiffCommand(console),
        new RingRollbackCommand(console),
        new RingLookupCommand(console),
        new RaiseIncarnationCommand(console));
    command.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST_HEADING, help -> "");
    command
        .getHelpSectionMap()
        .put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST, help -> sections.text());

    Failures failures = new Failures();
    return command
        .registerConverter(HostAndPort.class, converter(Addresses::parse))
        .registerConverter(Duration.class, converter(Durations::parse))
        .setOut(console.outWriter())
        .setErr(console.errWriter())
        .setParameterExceptionHandler(failures)
        .setExecutionExceptionHandler(failures)
        .setExecutionStrategy(parsed -> run(command, parsed))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExpandAtFiles(false) // a value may begin with @
        .setUsageHelpAutoWidth(true);
  }

  /** Without a verb there is nothing to do but to say which there are. */
  private static int run(CommandLine command, ParseResult parsed) {
    if (parsed.hasSubcommand()
        || parsed.isUsageHelpRequested()
        || parsed.isVersionHelpRequested()) {
      return new RunLast().execute(parsed);
    }
    command.usage(command.getErr());
    return ExitCode.USAGE.code();
  }

  private static <T> ITypeConverter<T> converter(Function<String, T> parser) {
    return text -> {
      try {
        return parser.apply(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(String.valueOf(e.getMessage()));
      }
    };
  }
}
