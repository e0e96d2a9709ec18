package io.cashew.comparison.load;

import java.util.Locale;

/**
 * What became of a load. Times are in microseconds.
 *
 * @param answered requests that were answered while it was measured
 * @param misses keys that an answer had no value for
 * @param failures requests that failed; none of the answered
 */
public record Measured(
    long answered,
    long misses,
    long failures,
    double seconds,
    double p50,
    double p99,
    double p999,
    double max) {
  /** Answers in a second. */
  public double perSecond() {
    return answered / seconds;
  }

  String line() {
    return String.format(
        Locale.ROOT,
        "%d %d %d %.6f %.3f %.3f %.3f %.3f",
        answered,
        misses,
        failures,
        seconds,
        p50,
        p99,
        p999,
        max);
  }

  /** Reads what a load process has written. */
  public static Measured parse(String line) {
    String[] words = line.split(" ", -1);
    return new Measured(
        Long.parseLong(words[0]),
        Long.parseLong(words[1]),
        Long.parseLong(words[2]),
        Double.parseDouble(words[3]),
        Double.parseDouble(words[4]),
        Double.parseDouble(words[5]),
        Double.parseDouble(words[6]),
        Double.parseDouble(words[7]));
  }
}
