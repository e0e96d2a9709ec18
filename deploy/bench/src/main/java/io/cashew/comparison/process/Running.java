package io.cashew.comparison.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A process that was started. Confined to one thread. */
public final class Running {
  private final String name;
  private final String role;
  private final Process process;
  private final Path log;
  private final BufferedReader answers;
  private final Writer orders;

  Running(String name, String role, Process process, Path log) {
    this.name = name;
    this.role = role;
    this.process = process;
    this.log = log;
    this.answers = process.inputReader();
    this.orders = process.outputWriter();
  }

  public String name() {
    return name;
  }

  /** What it is for its party: processes of one role are counted together. */
  public String role() {
    return role;
  }

  public Path log() {
    return log;
  }

  public long pid() {
    return process.pid();
  }

  void checkRuns() {
    if (!process.isAlive()) {
      throw new IllegalStateException(
          name + " has ended with " + process.exitValue() + "; its log: " + log);
    }
  }

  /** Writes a line to the process. */
  public void tell(String order) {
    try {
      orders.write(order + "\n");
      orders.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(name + " takes no orders; its log: " + log, e);
    }
  }

  /** Reads a line that begins as expected; what follows that. */
  public String expect(String beginning) {
    try {
      String answer = answers.readLine();
      if (answer == null || !answer.startsWith(beginning)) {
        throw new IllegalStateException(
            "%s said \"%s\" (expected: %s...); its log: %s"
                .formatted(name, answer, beginning, log));
      }
      return answer.substring(beginning.length()).trim();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** CPU time used so far, of all its threads; in steps of 10 ms. */
  public Duration cpu() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  /** Memory of the machine that it has now ({@code VmRSS}), in bytes. */
  public long residentBytes() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid()), "status"))) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("\\D", "")) << 10;
      }
    }
    throw new IOException("process " + pid() + " has no VmRSS");
  }

  void stop(long seconds) {
    process.destroy();
    try {
      if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
