package io.cashew.system.process;

import io.cashew.cli.CashewCommand;
import io.cashew.lifecycle.Part;
import io.cashew.time.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The {@code cashew} command in a process of its own. It does not outlive the JVM that started it.
 */
public final class CommandProcess implements Part {
  private final Process process;
  private final Path output;
  private final Thread atExit;
  private boolean ending;

  /** Starts it; what it prints is kept in a file of the directory. */
  public CommandProcess(Path directory, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-XX:MaxDirectMemorySize=512m"));
    // Up soon, and little of a machine that many of them share.
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    // What users see, whatever the tests log by.
    command.addAll(List.of("-Dlogback.configurationFile=logback.xml", "-Dcashew.log=INFO"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(CashewCommand.class.getName());
    command.addAll(List.of(arguments));
    try {
      output = Files.createTempFile(directory, nameOf(arguments), ".out");
      ProcessBuilder builder =
          new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
      builder.environment().put("CASHEW_PROXY_STATE", directory.resolve("state").toString());
      process = builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    atExit = new Thread(process::destroyForcibly, "process-reaper");
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  private static String nameOf(String... arguments) {
    int id = List.of(arguments).indexOf("--id");
    return id < 0 ? "cashew" : arguments[id + 1] + "-";
  }

  /** What it has printed so far, errors included. */
  public String output() {
    try {
      return Files.readString(output, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Its exit code; fails if it goes on for longer than the time given. */
  public int exitCodeWithin(Duration time) throws InterruptedException {
    if (!process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new AssertionError("still running: " + output());
    }
    return process.exitValue();
  }

  public boolean isRunning() {
    return process.isAlive();
  }

  /** SIGTERM. */
  public void terminate() {
    ending = true;
    process.destroy();
  }

  /** Waits for the end of one that was told to stop, 30 seconds at most. */
  void awaitEndIfTold() {
    if (ending) {
      Await.until("it has ended", Duration.ofSeconds(30), () -> !process.isAlive());
    }
  }

  /** SIGKILL; returns when it is gone. */
  public void kill() {
    process.destroyForcibly().onExit().join();
  }

  /** SIGSTOP: its connections stay open, and it says nothing. */
  public void freeze() {
    signal("STOP");
  }

  /** SIGCONT. */
  public void thaw() {
    signal("CONT");
  }

  private void signal(String name) {
    String pid = Long.toString(process.pid());
    try {
      int code = new ProcessBuilder("kill", "-" + name, pid).inheritIO().start().waitFor();
      if (code != 0) {
        throw new IllegalStateException("kill -" + name + " " + pid + " failed");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException e) {
      // the JVM is ending, and the hook runs
    }
  }
}
