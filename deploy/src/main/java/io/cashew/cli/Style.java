package io.cashew.cli;

import java.util.Map;
import picocli.CommandLine.Help.Ansi;

/** How headings and states look where the answer goes to. */
enum Style {
  /** As to a file or a pipe. */
  PLAIN,
  /** As to a terminal. */
  COLOURED;

  private static final String END = "\u001b[0m";
  private static final String BOLD = "\u001b[1m";
  private static final String RED = "\u001b[31m";
  private static final String GREEN = "\u001b[32m";
  private static final String YELLOW = "\u001b[33m";

  /** Cells that say how something is. All others stay as they are. */
  private static final Map<String, String> STATES =
      Map.ofEntries(
          Map.entry("serving", GREEN),
          Map.entry("joining", YELLOW),
          Map.entry("leaving", YELLOW),
          Map.entry("draining", YELLOW),
          Map.entry("suspect", YELLOW),
          Map.entry("half-open", YELLOW),
          Map.entry("stale", YELLOW),
          Map.entry("expelled", RED),
          Map.entry("lost", RED),
          Map.entry("open", RED),
          Map.entry("failed", RED),
          Map.entry("ok", GREEN),
          Map.entry("warning", YELLOW),
          Map.entry("ALARM", RED));

  /** Of standard output: coloured on a terminal only, and not if {@code NO_COLOR} is set. */
  static Style ofProcess() {
    return Ansi.AUTO.enabled() ? COLOURED : PLAIN;
  }

  String heading(String text) {
    return this == PLAIN || text.isBlank() ? text : BOLD + text + END;
  }

  /** A cell of a table, which is coloured if it is a state. */
  String cell(String text) {
    String colour = STATES.get(text);
    return this == PLAIN || colour == null ? text : colour + text + END;
  }
}
