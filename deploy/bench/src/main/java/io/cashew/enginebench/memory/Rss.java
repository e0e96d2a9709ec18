package io.cashew.enginebench.memory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a process has of the machine's memory, as Linux tells. */
final class Rss {
  private Rss() {}

  /** Resident bytes of a process ({@code VmRSS}). */
  static long of(long pid) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc", String.valueOf(pid), "status"))) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("\\D", "")) << 10;
      }
    }
    throw new IOException("process " + pid + " has no VmRSS");
  }
}
