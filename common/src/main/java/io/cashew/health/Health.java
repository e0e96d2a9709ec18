package io.cashew.health;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import java.util.List;

/**
 * Whether a process can serve.
 *
 * @param reasons for people: what stands in the way, or else what is not as it should be; empty if
 *     all is well
 */
public record Health(State state, ImmutableList<String> reasons) {
  /** How it is. */
  public enum State {
    READY,
    /** It serves, and somebody should look at it: to take it out would make things worse. */
    DEGRADED,
    NOT_READY
  }

  /** All is well. */
  public static final Health GOOD = new Health(State.READY, ImmutableList.of());

  public Health {
    checkArgument(
        reasons.isEmpty() == (state == State.READY),
        "reasons: %s of %s (expected: some, unless all is well)",
        reasons,
        state);
  }

  /**
   * As these say.
   *
   * @param obstacles why it cannot serve
   * @param troubles what is not as it should be, though it serves
   */
  public static Health of(List<String> obstacles, List<String> troubles) {
    if (!obstacles.isEmpty()) {
      return new Health(State.NOT_READY, ImmutableList.copyOf(obstacles));
    }
    return troubles.isEmpty() ? GOOD : new Health(State.DEGRADED, ImmutableList.copyOf(troubles));
  }

  /** Whether requests are welcome. */
  public boolean isReady() {
    return state != State.NOT_READY;
  }
}
