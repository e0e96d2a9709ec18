package io.cashew.group;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkNotNull;
import static java.util.Objects.requireNonNull;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.primitives.Ints;
import com.google.errorprone.annotations.Immutable;
import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a group keeps when its memory is full: a policy by name, and its parameters.
 *
 * <p>As text: the name, and after a colon those parameters that differ from their defaults, as in
 * {@code lru-k:k=3} or {@code 2q:in=20,out=60}.
 *
 * @param parameters every parameter that the policy has, by name
 */
public record PolicySettings(Name name, ImmutableSortedMap<String, Integer> parameters) {
  /** What a group has that says nothing. */
  public static final PolicySettings DEFAULT = of(Name.SLRU);

  public PolicySettings {
    checkNotNull(name, "name");
    checkArgument(
        parameters.keySet().equals(name.parameters.keySet()),
        "policy %s: parameters %s (expected: %s)",
        name.text,
        parameters.keySet(),
        name.parameters.keySet());
    parameters.forEach(
        (parameter, value) ->
            requireNonNull(name.parameters.get(parameter)).check(name, parameter, value));
  }

  /** The policy with its parameters at their defaults. */
  public static PolicySettings of(Name name) {
    return new PolicySettings(name, ImmutableSortedMap.copyOf(new TreeMap<>(defaults(name))));
  }

  /**
   * Reads a policy as people write it.
   *
   * @throws IllegalArgumentException if there is no such policy or parameter, or a parameter is out
   *     of range; the message names those there are
   */
  public static PolicySettings parse(String text) {
    int colon = text.indexOf(':');
    Name name = Name.named(colon < 0 ? text : text.substring(0, colon));
    SortedMap<String, Integer> parameters = defaults(name);
    if (colon >= 0) {
      for (String assignment : Splitter.on(',').trimResults().split(text.substring(colon + 1))) {
        int equals = assignment.indexOf('=');
        String parameter = equals < 0 ? assignment : assignment.substring(0, equals).strip();
        Range range = name.parameters.get(parameter);
        checkArgument(
            range != null,
            "policy %s has no parameter \"%s\" (expected: %s)",
            name.text,
            parameter,
            name.describeParameters());
        Integer value = equals < 0 ? null : Ints.tryParse(assignment.substring(equals + 1).strip());
        checkArgument(
            value != null,
            "policy %s: \"%s\" (expected: %s)",
            name.text,
            assignment,
            name.describeParameters());
        parameters.put(parameter, value);
      }
    }
    return new PolicySettings(name, ImmutableSortedMap.copyOf(parameters));
  }

  /** The value of one of the policy's parameters. */
  public int parameter(String parameter) {
    Integer value = parameters.get(parameter);
    checkArgument(value != null, "policy %s has no parameter \"%s\"", name.text, parameter);
    return value;
  }

  /** What {@link #parse} reads. */
  @Override
  public String toString() {
    SortedMap<String, Integer> defaults = defaults(name);
    String changed =
        parameters.entrySet().stream()
            .filter(entry -> !entry.getValue().equals(defaults.get(entry.getKey())))
            .map(entry -> entry.getKey() + "=" + entry.getValue())
            .collect(Collectors.joining(","));
    return changed.isEmpty() ? name.text : name.text + ":" + changed;
  }

  private static SortedMap<String, Integer> defaults(Name name) {
    SortedMap<String, Integer> defaults = new TreeMap<>();
    name.parameters.forEach((parameter, range) -> defaults.put(parameter, range.byDefault()));
    return defaults;
  }

  /** The policies there are. */
  public enum Name {
    /** Segmented LRU behind an adapting admission window and a frequency sketch. */
    SLRU("slru", Map.of()),
    /** Segmented LRU; {@code protected}: percent of the memory for entries used again. */
    SLRU_PLAIN("slru-plain", Map.of("protected", new Range(1, 99, 80))),
    LRU("lru", Map.of()),
    FIFO("fifo", Map.of()),
    /** Least frequently used, with ageing. */
    LFU("lfu", Map.of()),
    /** Oldest k-th last use goes first. */
    LRU_K("lru-k", Map.of("k", new Range(2, 8, 2))),
    /** {@code in}: percent for entries used once; {@code out}: percent of ghosts. */
    TWO_Q("2q", Map.of("in", new Range(1, 99, 25), "out", new Range(1, 500, 50))),
    /** {@code small}: percent for entries that have yet to prove themselves. */
    S3FIFO("s3fifo", Map.of("small", new Range(1, 99, 10))),
    SIEVE("sieve", Map.of()),
    /** Greedy dual size frequency: prefers many small entries over few large ones. */
    GDSF("gdsf", Map.of());

    private final String text;
    private final ImmutableSortedMap<String, Range> parameters;

    Name(String text, Map<String, Range> parameters) {
      this.text = text;
      this.parameters = ImmutableSortedMap.copyOf(parameters);
    }

    /** As people write it. */
    @Override
    public String toString() {
      return text;
    }

    private static Name named(String text) {
      return Arrays.stream(values())
          .filter(name -> name.text.equals(text))
          .findFirst()
          .orElseThrow(
              () ->
                  new IllegalArgumentException(
                      "no policy is named \"%s\" (expected: one of %s)"
                          .formatted(
                              text,
                              Arrays.stream(values())
                                  .map(Name::toString)
                                  .collect(Collectors.joining(", ")))));
    }

    private String describeParameters() {
      return parameters.isEmpty()
          ? "none"
          : parameters.entrySet().stream()
              .map(
                  entry ->
                      "%s=%s to %s"
                          .formatted(
                              entry.getKey(),
                              entry.getValue().least(),
                              entry.getValue().greatest()))
              .collect(Collectors.joining(", "));
    }
  }

  /** What a parameter may be. */
  @Immutable
  private record Range(int least, int greatest, int byDefault) {
    void check(Name name, String parameter, int value) {
      checkArgument(
          value >= least && value <= greatest,
          "policy %s: %s is %s (expected: %s to %s)",
          name,
          parameter,
          value,
          least,
          greatest);
    }
  }
}
