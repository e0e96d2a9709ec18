package io.cashew.system;

import io.cashew.cli.CashewCommand;
import io.cashew.lifecycle.Part;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The {@code cashew} command in a process of its own. */
final class CommandProcess implements Part {
  private final Process process;
  private final Path output;

  CommandProcess(Path directory, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-XX:MaxDirectMemorySize=512m"));
    // What users see, whatever the tests log by.
    command.addAll(List.of("-Dlogback.configurationFile=logback.xml", "-Dcashew.log=INFO"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(CashewCommand.class.getName());
    command.addAll(List.of(arguments));
    try {
      output = Files.createTempFile(directory, "cashew", ".out");
      process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What it has printed so far, errors included. */
  String output() {
    try {
      return Files.readString(output, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Its exit code; fails if it goes on for longer than the time given. */
  int exitCodeWithin(Duration time) throws InterruptedException {
    if (!process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new AssertionError("still running: " + output());
    }
    return process.exitValue();
  }

  boolean isRunning() {
    return process.isAlive();
  }

  /** SIGTERM. */
  void terminate() {
    process.destroy();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
