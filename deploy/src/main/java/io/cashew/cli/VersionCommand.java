package io.cashew.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "version", header = "Print the version.")
final class VersionCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private final OutputOptions output = OutputOptions.withRaw();

  VersionCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    output.print(
        console,
        Version::json,
        () -> "%s%n".formatted(Version.text()),
        () -> "%s%n".formatted(Version.ofCashew()));
    return ExitCode.OK.code();
  }
}
