package io.cashew.comparison.load;

import java.util.Locale;

/**
 * What to do to a target, and for how long.
 *
 * @param lanes callers that wait, or requests that are outstanding at once
 * @param amount {@link Kind#PACED}: requests a second; {@link Kind#MANY}: keys of a request; else
 *     of no meaning
 * @param warmUpSeconds the same load, not counted
 */
public record Load(Kind kind, int lanes, int amount, double warmUpSeconds, double seconds) {
  /** Ways to ask. */
  public enum Kind {
    /** Each lane is a thread that waits for its answer, then asks again. */
    BLOCKING,
    /** Each answer is followed by the next request, on the thread that brought it. */
    ASYNC,
    /** Requests leave when their time has come, whatever was answered; latency counts from then. */
    PACED,
    /** Each lane is a thread that asks for many keys at once and waits for them. */
    MANY
  }

  public Load {
    if (lanes < 1 || amount < 0 || warmUpSeconds < 0 || seconds <= 0) {
      throw new IllegalArgumentException(
          "load: %s lanes, amount %s, %s s and %s s (expected: positive)"
              .formatted(lanes, amount, warmUpSeconds, seconds));
    }
  }

  /** One line, without its end; {@link #parse} reads it. */
  public String line() {
    return String.format(
        Locale.ROOT, "%s %d %d %.3f %.3f", kind, lanes, amount, warmUpSeconds, seconds);
  }

  static Load parse(String line) {
    String[] words = line.split(" ", -1);
    return new Load(
        Kind.valueOf(words[0]),
        Integer.parseInt(words[1]),
        Integer.parseInt(words[2]),
        Double.parseDouble(words[3]),
        Double.parseDouble(words[4]));
  }
}
