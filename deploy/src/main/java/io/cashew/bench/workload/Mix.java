package io.cashew.bench.workload;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.base.Ascii;
import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.Ints;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/**
 * Of so many requests how many do what.
 *
 * @param weights above 0, of the verbs that occur at all
 */
public record Mix(ImmutableMap<Verb, Integer> weights) {
  public static final Mix GETS = of(Verb.GET);

  private static final int MOST = 1_000_000;

  /** Nothing else than that. */
  public static Mix of(Verb verb) {
    return new Mix(ImmutableMap.of(verb, 1));
  }

  /**
   * Reads {@code get=95,set=5}.
   *
   * @throws IllegalArgumentException if it is none such; the message says what is expected
   */
  public static Mix parse(String text) {
    Map<Verb, Integer> weights = new EnumMap<>(Verb.class);
    for (String part : Splitter.on(',').split(text)) {
      List<String> sides = Splitter.on('=').trimResults().splitToList(part);
      Integer weight = sides.size() == 2 ? Ints.tryParse(sides.get(1)) : null;
      checkArgument(
          weight != null
              && weight >= 0
              && weight <= MOST
              && weights.put(verb(text, sides.get(0)), weight) == null,
          "mix: \"%s\" (expected: each verb once with a weight up to 1,000,000, as get=95,set=5)",
          text);
    }
    weights.values().removeIf(weight -> weight == 0);
    checkArgument(!weights.isEmpty(), "mix: \"%s\" (expected: a weight above 0)", text);
    return new Mix(ImmutableMap.copyOf(weights));
  }

  private static Verb verb(String text, String name) {
    for (Verb verb : Verb.values()) {
      if (Ascii.equalsIgnoreCase(verb.name(), name)) {
        return verb;
      }
    }
    throw new IllegalArgumentException(
        "mix: \"%s\" (expected: verbs of get, set, delete, touch, as in get=95,set=5)"
            .formatted(text));
  }

  /** What each next request is to do. */
  public Draw draw(SplittableRandom random) {
    Verb[] verbs = weights.keySet().toArray(Verb[]::new);
    if (verbs.length == 1) {
      return () -> verbs[0];
    }
    int[] ends = weights.values().stream().mapToInt(Integer::intValue).toArray();
    Arrays.parallelPrefix(ends, Integer::sum);
    int bound = ends[ends.length - 1];
    return () -> {
      int at = random.nextInt(bound);
      int index = 0;
      while (at >= ends[index]) {
        index++;
      }
      return verbs[index];
    };
  }

  @Override
  public String toString() {
    return weights.entrySet().stream()
        .map(entry -> Ascii.toLowerCase(entry.getKey().name()) + "=" + entry.getValue())
        .collect(Collectors.joining(","));
  }

  /** Draws verbs. Confined to one thread. */
  @FunctionalInterface
  public interface Draw {
    Verb next();
  }
}
