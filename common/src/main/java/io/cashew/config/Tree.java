package io.cashew.config;

import java.util.List;
import java.util.Map;

/** What stands in a file, each part with the line it begins in. Immutable. */
sealed interface Tree {
  int line();

  /** Named parts, in the order of the file. */
  record Section(int line, Map<String, Tree> parts) implements Tree {}

  /** One value, uninterpreted. */
  record Text(int line, String text) implements Tree {}

  /** Several values in a row. */
  record Items(int line, List<Tree> items) implements Tree {}

  /** A name with nothing behind it. */
  record Nothing(int line) implements Tree {}
}
