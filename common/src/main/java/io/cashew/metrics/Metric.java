package io.cashew.metrics;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import java.util.regex.Pattern;

/**
 * Something that is measured. Its name follows Prometheus's conventions: {@code cashew_}, then what
 * it is, then the unit; counters end in {@code _total}.
 *
 * @param help one sentence, for people
 * @param labels by what it is told apart; each has few values, never one per key
 */
public record Metric(Kind kind, String name, String help, ImmutableList<String> labels) {
  private static final Pattern NAME = Pattern.compile("cashew(_[a-z][a-z0-9]*)+");
  private static final Pattern LABEL = Pattern.compile("[a-z]+(_[a-z]+)*");
  private static final String TOTAL = "_total";

  /** How it changes. */
  public enum Kind {
    /** It only grows, until the process ends. */
    COUNTER,
    /** It goes up and down. */
    GAUGE,
    /** It counts values by their size. */
    HISTOGRAM
  }

  public Metric {
    checkArgument(NAME.matcher(name).matches(), "name: %s (expected: such as cashew_x_y)", name);
    checkArgument(
        name.endsWith(TOTAL) == (kind == Kind.COUNTER),
        "name: %s (expected: _total at the end of a counter's, and of no other)",
        name);
    checkArgument(help.endsWith("."), "help: %s (expected: a sentence)", help);
    for (String label : labels) {
      checkArgument(
          LABEL.matcher(label).matches() && !label.equals("le") && !label.equals("quantile"),
          "label: %s (expected: a word)",
          label);
    }
  }

  public static Metric counter(String name, String help, String... labels) {
    return new Metric(Kind.COUNTER, name, help, ImmutableList.copyOf(labels));
  }

  public static Metric gauge(String name, String help, String... labels) {
    return new Metric(Kind.GAUGE, name, help, ImmutableList.copyOf(labels));
  }

  public static Metric histogram(String name, String help, String... labels) {
    return new Metric(Kind.HISTOGRAM, name, help, ImmutableList.copyOf(labels));
  }
}
