package io.cashew.config;

import static com.google.common.base.Preconditions.checkNotNull;

import java.util.Comparator;

/**
 * Where a setting was found, or would have been.
 *
 * @param name of the file, the environment variable or the flag
 * @param line counted from 1; 0 if the place is no line of a file
 */
public record Place(Kind kind, String name, int line) implements Comparable<Place> {
  private static final Comparator<Place> ORDER =
      Comparator.comparing(Place::kind).thenComparingInt(Place::line).thenComparing(Place::name);

  /** In rising order of precedence. */
  public enum Kind {
    FILE,
    ENVIRONMENT,
    FLAG
  }

  public Place {
    checkNotNull(kind, "kind");
    checkNotNull(name, "name");
  }

  static Place line(String file, int line) {
    return new Place(Kind.FILE, file, line);
  }

  static Place file(String file) {
    return new Place(Kind.FILE, file, 0);
  }

  static Place variable(String name) {
    return new Place(Kind.ENVIRONMENT, name, 0);
  }

  static Place flag(String name) {
    return new Place(Kind.FLAG, name, 0);
  }

  @Override
  public int compareTo(Place other) {
    return ORDER.compare(this, other);
  }

  /** {@code cashew.yaml line 7}, {@code CASHEW_NODE_LISTEN} or {@code --listen}. */
  @Override
  public String toString() {
    return line == 0 ? name : name + " line " + line;
  }
}
