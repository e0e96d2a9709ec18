package io.cashew.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(name = "version", header = "Print the version.")
final class VersionCommand implements Callable<Integer> {
  private final Console console;

  VersionCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    for (String line : new Version().getVersion()) {
      console.out().println(line);
    }
    return ExitCode.OK.code();
  }
}
