package io.cashew.enginebench.memory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The pauses in a log of the collector, in the order in which they ended. */
record Pauses(List<Pause> all) {
  /**
   * As in {@code [12.345s] GC(3) Pause Young (Normal) (G1 Evacuation Pause) 64M->9M(128M) 2.5ms}.
   */
  private static final Pattern PAUSE =
      Pattern.compile("^\\[([0-9.]+)s\\].*\\bPause .* ([0-9.]+)ms$");

  private static final Pattern UPTIME = Pattern.compile("^\\[([0-9.]+)s\\]");

  Pauses {
    all = List.copyOf(all);
  }

  static Pauses read(Path log) throws IOException {
    return of(Files.readAllLines(log));
  }

  static Pauses of(List<String> lines) {
    List<Pause> found = new ArrayList<>();
    for (String line : lines) {
      Matcher matcher = PAUSE.matcher(line);
      if (matcher.find()) {
        found.add(
            new Pause(Double.parseDouble(matcher.group(1)), Double.parseDouble(matcher.group(2))));
      }
    }
    return new Pauses(found);
  }

  /** When the log's last line was written, in seconds; 0 if there is none. */
  static double lastUptime(Path log) throws IOException {
    double last = 0;
    for (String line : Files.readAllLines(log)) {
      Matcher matcher = UPTIME.matcher(line);
      if (matcher.find()) {
        last = Double.parseDouble(matcher.group(1));
      }
    }
    return last;
  }

  /** Those that ended after a time, in seconds. */
  Pauses after(double seconds) {
    return new Pauses(all.stream().filter(pause -> pause.endSeconds > seconds).toList());
  }

  int count() {
    return all.size();
  }

  /** Milliseconds; 0 if there was none. */
  double longest() {
    return all.stream().mapToDouble(Pause::millis).max().orElse(0);
  }

  /** Milliseconds of all pauses in any so many seconds, at the most. */
  double worstSum(double windowSeconds) {
    double worst = 0;
    for (Pause first : all) {
      double until = first.endSeconds + windowSeconds;
      worst =
          Math.max(
              worst,
              all.stream()
                  .filter(p -> p.endSeconds >= first.endSeconds && p.endSeconds < until)
                  .mapToDouble(Pause::millis)
                  .sum());
    }
    return worst;
  }

  /** One pause. */
  record Pause(double endSeconds, double millis) {}
}
