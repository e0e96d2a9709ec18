package io.cashew.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "shell",
    header = "Run verbs line by line, without saying each time where the cluster is.",
    description = {
      "Lines are verbs with their options, without 'cashew'. 'use GROUP': verbs are about that group"
          + " and leave it out, until 'use'. 'exit' or Ctrl-D ends it, Ctrl-C stops a verb. Tab"
          + " completes; lines are remembered.",
      "Where standard input is no terminal it is a script: lines that begin with # are skipped, and it"
          + " ends at the first line that fails. That is what it exits with."
    })
final class ShellCommand implements Callable<Integer> {
  private final Console console;
  private final Function<Console, CommandLine> verbs;

  @Option(
      names = "--proxy",
      paramLabel = "HOST:PORT",
      description = "What --proxy is if a line does not say it.")
  private Optional<String> proxy = Optional.empty();

  @Option(
      names = "--admin",
      paramLabel = "HOST:PORT",
      description = "What --admin is if a line does not say it.")
  private Optional<String> admin = Optional.empty();

  @Option(
      names = "--deadline",
      paramLabel = "TIME",
      description = "What --deadline is if a line does not say it.")
  private Optional<String> deadline = Optional.empty();

  @Option(
      names = {"-k", "--keep-going"},
      description = "A script goes on after lines that fail.")
  private boolean keepGoing;

  ShellCommand(Console console, Function<Console, CommandLine> verbs) {
    this.console = console;
    this.verbs = verbs;
  }

  @Override
  public Integer call() {
    Map<String, String> kept = new LinkedHashMap<>();
    proxy.ifPresent(text -> kept.put("--proxy", text));
    admin.ifPresent(text -> kept.put("--admin", text));
    deadline.ifPresent(text -> kept.put("--deadline", text));
    Session session = new Session(verbs, kept);
    try {
      if (!console.isInteractive()) {
        return new Script(session, console, keepGoing).run();
      }
      try (Terminal terminal = TerminalBuilder.builder().name("cashew").system(true).build()) {
        new Prompt(session, console, terminal, StateDirectory.file("history")).run();
        return ExitCode.OK.code();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
