package io.cashew.cli;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
    name = "config",
    header = "Check a configuration, show what is in force, explain settings.")
final class ConfigCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  /** Without a verb there is nothing to do but to say which there are. */
  @Override
  public Integer call() {
    CommandLine command = requireNonNull(spec).commandLine();
    command.usage(command.getErr());
    return ExitCode.USAGE.code();
  }
}
