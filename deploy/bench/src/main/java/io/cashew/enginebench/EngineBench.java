package io.cashew.enginebench;

import io.cashew.enginebench.behaviour.FragmentationCommand;
import io.cashew.enginebench.behaviour.GroupsCommand;
import io.cashew.enginebench.behaviour.TtlCommand;
import io.cashew.enginebench.memory.GcCommand;
import io.cashew.enginebench.memory.MemoryCommand;
import io.cashew.enginebench.speed.SpeedCommand;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The {@code engine} command: every benchmark of the storage engine is a verb of it. */
@Command(
    name = "engine",
    description = "Measures the storage engine. Exit code 1: a bar was missed.",
    mixinStandardHelpOptions = true,
    subcommands = {
      SpeedCommand.class,
      MemoryCommand.class,
      GcCommand.class,
      TtlCommand.class,
      GroupsCommand.class,
      FragmentationCommand.class
    })
public final class EngineBench implements Callable<Integer> {
  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec spec;

  private EngineBench() {}

  /** Runs a verb and exits with 0, 1 if a bar was missed, or 2 if the command line is wrong. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new EngineBench()).execute(arguments));
  }

  @Override
  public Integer call() {
    spec.commandLine().usage(System.err);
    return 2;
  }

  @Command(name = "all", description = "Every benchmark, one after another, as it is by default.")
  int all() {
    int worst = 0;
    for (String verb : new String[] {"speed", "memory", "gc", "ttl", "groups", "fragmentation"}) {
      worst = Math.max(worst, new CommandLine(new EngineBench()).execute(verb));
    }
    return worst;
  }
}
