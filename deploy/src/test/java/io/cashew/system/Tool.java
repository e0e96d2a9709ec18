package io.cashew.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** A program of the machine that a test needs. Where it is not, the test is skipped, loudly. */
final class Tool {
  private static final int PATIENCE_SECONDS = 30;

  private Tool() {}

  /** Skips the test if a program cannot be run; {@code install}: what to install then. */
  static void require(String install, String... probe) throws InterruptedException {
    boolean there;
    try {
      there = run("", probe).exitCode() == 0;
    } catch (IOException e) {
      there = false;
    }
    if (!there) {
      System.err.printf(
          "SKIPPED: %s cannot be run; to have this tested: sudo apt-get install %s%n",
          probe[0], install);
    }
    assumeTrue(there, probe[0] + " is not installed");
  }

  /** What it prints, errors included. */
  static Ended run(String input, String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().write(input.getBytes(UTF_8));
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError(command[0] + " goes on and on: " + output);
    }
    return new Ended(process.exitValue(), output);
  }

  record Ended(int exitCode, String output) {}
}
