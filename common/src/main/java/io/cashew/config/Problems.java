package io.cashew.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects what is wrong while a configuration is read, so that it is all told at once. */
final class Problems {
  private final List<Problem> found = new ArrayList<>();

  void add(Place place, String message) {
    found.add(new Problem(place, message));
  }

  int count() {
    return found.size();
  }

  /** Throws if there are any. */
  void refuse() {
    if (!found.isEmpty()) {
      throw new ConfigException(
          found.stream().sorted(Comparator.comparing(Problem::place)).toList());
    }
  }
}
