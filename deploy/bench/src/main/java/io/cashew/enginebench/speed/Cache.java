package io.cashew.enginebench.speed;

import java.util.Locale;

/** Who takes part, in the order of their turns. */
enum Cache {
  CASHEW,
  CAFFEINE,
  GUAVA;

  /** As {@link Contender#named} knows it. */
  String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
