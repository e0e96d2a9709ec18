package io.cashew.cli;

import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** In what form a verb answers. */
enum Format {
  /** For people. */
  TABLE,
  JSON,
  YAML,
  /** Lines of RFC 4180, the first of which names the columns. */
  CSV,
  /** The one thing asked for, alone. */
  RAW;

  /** Of what {@code -o} says; throws {@link IllegalArgumentException} that names those allowed. */
  static Format parse(String text, Set<Format> allowed) {
    return Stream.of(values())
        .filter(format -> allowed.contains(format) && format.word().equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException("%s (expected: %s)".formatted(text, words(allowed))));
  }

  private static String words(Set<Format> formats) {
    return formats.stream().map(Format::word).collect(Collectors.joining(", "));
  }

  /** Whether what is not there is told of on standard error instead. */
  boolean isText() {
    return this == TABLE || this == RAW;
  }

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
