package io.cashew.comparison;

import java.io.IOException;
import java.util.List;

/**
 * Something that several can do, to be compared.
 *
 * @param what for people: what is asked, and how
 * @param contenders the first is what the others are compared with
 */
record Scenario(String name, String what, List<Contender> contenders) {
  /**
   * One of those compared.
   *
   * @param name as the table calls it
   */
  record Contender(String name, Turn turn) {}

  /** Measures once. */
  @FunctionalInterface
  interface Turn {
    Sample take() throws IOException;
  }
}
