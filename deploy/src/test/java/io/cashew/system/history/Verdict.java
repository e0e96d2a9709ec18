package io.cashew.system.history;

import com.google.common.collect.ImmutableList;

/**
 * What a checker found.
 *
 * @param violations by time; the first of many
 * @param lacking what there was too little of; empty if the history is enough to judge by
 */
public record Verdict(
    Tally tally, ImmutableList<Violation> violations, ImmutableList<String> lacking) {
  /** Violated before invalid: little traffic does not excuse what went wrong. */
  public enum State {
    HELD,
    VIOLATED,
    /** Nothing went wrong, and not enough was tried. */
    INVALID
  }

  public State state() {
    if (!violations.isEmpty()) {
      return State.VIOLATED;
    }
    return lacking.isEmpty() ? State.HELD : State.INVALID;
  }

  public long count(Violation.Rule rule) {
    return violations.stream().filter(violation -> violation.rule() == rule).count();
  }
}
