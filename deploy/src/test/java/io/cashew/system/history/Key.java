package io.cashew.system.history;

/** A key of the workload: its space says by which rules it is judged. */
public record Key(Space space, int number) {
  /** Where values of a key come from. */
  public enum Space {
    /** From the source, which knows every key. Written there, then deleted in the cache. */
    SOURCED("s"),
    /** From sets alone. */
    PLAIN("p");

    private final String prefix;

    Space(String prefix) {
      this.prefix = prefix;
    }
  }

  /** The key as clients send it. */
  public String text() {
    return space.prefix + number;
  }

  @Override
  public String toString() {
    return text();
  }
}
