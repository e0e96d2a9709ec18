package io.cashew.comparison;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;

/** What everything was measured on. */
final class Machine {
  private Machine() {}

  /** Date, processors, memory, how busy it is, Java. */
  static String describe() throws IOException {
    return String.format(
        Locale.ROOT,
        "%s: %d processors (%s), %d GiB, load %s at the end; Java %s; Linux %s.",
        LocalDate.now(ZoneOffset.UTC),
        Runtime.getRuntime().availableProcessors(),
        value("/proc/cpuinfo", "model name"),
        Long.parseLong(value("/proc/meminfo", "MemTotal").replaceAll("\\D", "")) >> 20,
        Files.readString(Path.of("/proc/loadavg")).split(" ", -1)[0],
        System.getProperty("java.version"),
        System.getProperty("os.version"));
  }

  private static String value(String file, String name) throws IOException {
    return Files.readAllLines(Path.of(file)).stream()
        .filter(line -> line.startsWith(name))
        .map(line -> line.substring(line.indexOf(':') + 1).trim())
        .findFirst()
        .orElse("0");
  }
}
