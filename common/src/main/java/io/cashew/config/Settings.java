package io.cashew.config;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedSet;
import com.google.common.net.HostAndPort;
import io.cashew.group.PolicySettings;
import io.cashew.status.CashewException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * A section of a configuration, read by name into types.
 *
 * <p>A value comes from a flag, else from the environment ({@code node.listen} from {@code
 * CASHEW_NODE_LISTEN}), else from the file, else it is the default that the caller names. No method
 * throws for what a person wrote: a value that cannot be read is noted as a problem and the default
 * stands in for it, so that reading goes on and all problems are told at once by {@link #finish}.
 * Until then nothing read may be acted upon. For one thread.
 */
public final class Settings {
  private final Reading reading;
  private final String path;
  private final Tree.Section section;

  private Settings(Reading reading, String path, Tree.Section section) {
    this.reading = reading;
    this.path = path;
    this.section = section;
  }

  /** Opens a configuration. Throws {@link ConfigException} if the file cannot be read at all. */
  public static Settings read(
      Optional<Path> file, List<Flag> flags, Map<String, String> environment) {
    Reading reading = new Reading(file, flags, environment);
    return new Settings(reading, "", reading.root());
  }

  /** The last word of the section's path: what a named section is called. */
  public String name() {
    return path.substring(path.lastIndexOf('.') + 1);
  }

  /** Whether the file says anything under this name. */
  public boolean has(String key) {
    return section.parts().containsKey(key);
  }

  /** A section; empty if the file has none of this name. */
  public Settings section(String key) {
    String inner = pathOf(key);
    reading.askedSection(inner);
    Tree tree = section.parts().get(key);
    if (tree instanceof Tree.Section found) {
      return new Settings(reading, inner, found);
    }
    if (tree != null && !(tree instanceof Tree.Nothing)) {
      reading.problem(reading.lineOf(tree), inner, "a value (expected: a section)");
    }
    int line = tree == null ? section.line() : tree.line();
    return new Settings(reading, inner, new Tree.Section(line, Map.of()));
  }

  /** The sections within a section, by {@link #name}, in the order of the file. */
  public List<Settings> sections(String key) {
    Settings outer = section(key);
    return outer.section.parts().keySet().stream().map(outer::section).toList();
  }

  /** A text that must be there and not be blank. */
  public String text(String key) {
    return required(key, "text", "", Settings::notBlank);
  }

  public String text(String key, String otherwise) {
    return optionalText(key).orElse(otherwise);
  }

  public Optional<String> optionalText(String key) {
    return value(key, text -> text);
  }

  /** All texts of a section, by name, in the order of the file; none if it is not there. */
  public ImmutableMap<String, String> texts(String key) {
    Settings inner = section(key);
    ImmutableMap.Builder<String, String> texts = ImmutableMap.builder();
    inner.section.parts().keySet().forEach(name -> texts.put(name, inner.text(name)));
    return texts.buildOrThrow();
  }

  /** Where HTTP is spoken, without a slash at its end; must be there. */
  public URI httpUrl(String key) {
    return required(key, HttpUrls.EXPECTED, HttpUrls.STAND_IN, HttpUrls::parse);
  }

  /** Whether {@code true} is said; if nothing is said, {@code false}. */
  public boolean isTrue(String key) {
    return value(key, Settings::truth).orElse(false);
  }

  /** One of an enum's constants, written in lower case with dashes. */
  public <E extends Enum<E>> E choice(String key, E otherwise) {
    E[] constants = otherwise.getDeclaringClass().getEnumConstants();
    return value(key, text -> chosen(text, constants)).orElse(otherwise);
  }

  /** An address to connect to. */
  public Optional<HostAndPort> optionalAddress(String key) {
    return value(key, Addresses::parse);
  }

  /** An address to listen on; port 0 stands for any free port. */
  public HostAndPort listenAddress(String key, HostAndPort otherwise) {
    return value(key, Addresses::parseListen).orElse(otherwise);
  }

  /** Addresses to connect to, as a list or parted by commas; at least one. */
  public List<HostAndPort> addresses(String key, List<HostAndPort> otherwise) {
    String inner = pathOf(key);
    Optional<Reading.Found> override = reading.override(inner);
    if (override.isEmpty() && section.parts().get(key) instanceof Tree.Items list) {
      List<HostAndPort> found = items(inner, list, "host:port", Addresses::parse);
      return found.isEmpty() ? otherwise : found;
    }
    return value(key, Addresses::parseList).orElse(otherwise);
  }

  /** Whole numbers within bounds, as a list or parted by commas; at least one. */
  public ImmutableSortedSet<Integer> counts(
      String key, ImmutableSortedSet<Integer> otherwise, int least, int most) {
    String inner = pathOf(key);
    Optional<Reading.Found> override = reading.override(inner);
    if (override.isEmpty() && section.parts().get(key) instanceof Tree.Items list) {
      return ImmutableSortedSet.copyOf(
          items(inner, list, "a whole number", text -> counted(text, least, most)));
    }
    return value(
            key,
            text ->
                Arrays.stream(text.split(",", -1))
                    .map(part -> counted(part.strip(), least, most))
                    .collect(ImmutableSortedSet.toImmutableSortedSet(Integer::compare)))
        .orElse(otherwise);
  }

  /** A whole number within bounds, both included. */
  public int count(String key, int otherwise, int least, int most) {
    return value(key, text -> counted(text, least, most)).orElse(otherwise);
  }

  /** A part of a hundred, such as {@code 10%}; the sign may be left out. */
  public int percent(String key, int otherwise, int most) {
    return value(
            key,
            text ->
                counted(text.endsWith("%") ? text.substring(0, text.length() - 1) : text, 0, most))
        .orElse(otherwise);
  }

  /** A number from 0 to 1, such as {@code 0.01}. */
  public double share(String key, double otherwise) {
    return value(key, Settings::shared).orElse(otherwise);
  }

  /** A number of bytes, such as {@code 64MiB}. */
  public long bytes(String key, long otherwise) {
    return value(key, ByteSizes::parse).orElse(otherwise);
  }

  /** A span of time, such as {@code 500ms}. */
  public Duration duration(String key, Duration otherwise) {
    return value(key, Durations::parse).orElse(otherwise);
  }

  /** A span of time that may be below a millisecond, such as {@code 50us}. */
  public Duration shortDuration(String key, Duration otherwise) {
    return value(key, Durations::parseShort).orElse(otherwise);
  }

  /** What is kept when memory is full, such as {@code lru-k:k=3}. */
  public PolicySettings policy(String key, PolicySettings otherwise) {
    return value(key, PolicySettings::parse).orElse(otherwise);
  }

  /**
   * What a constructor makes of values read here. What it refuses, by {@link
   * IllegalArgumentException} or {@link CashewException}, becomes a problem of the setting that the
   * message begins with, or else of the section; empty then, and also if the values already had
   * problems.
   */
  public <T> Optional<T> make(Supplier<T> constructor) {
    int before = reading.problemCount();
    try {
      T made = constructor.get();
      return reading.problemCount() == before ? Optional.of(made) : Optional.empty();
    } catch (IllegalArgumentException | CashewException e) {
      refused(String.valueOf(e.getMessage()), before);
      return Optional.empty();
    }
  }

  /** Notes that a value is wrong, for a reason only its reader can know. */
  public void refuse(String key, String message) {
    String inner = pathOf(key);
    reading.problem(reading.placeOf(inner).orElse(reading.lineOf(section)), inner, message);
  }

  /** The environment variable that a setting may come from. */
  public static String variable(String path) {
    return Reading.variable(path);
  }

  /** Everything of the whole configuration that was asked for so far, in that order. */
  public List<Setting> asked() {
    return reading.asked();
  }

  /**
   * Ends the reading of the whole configuration. Throws {@link ConfigException} with everything
   * that is wrong, settings that nobody asked for included: a misspelt setting is not a default.
   */
  public void finish() {
    reading.finish();
  }

  private void refused(String message, int before) {
    int colon = message.indexOf(": ");
    String key = colon < 0 ? "" : message.substring(0, colon);
    if (key.matches("[a-z-]+") && !key.isEmpty()) {
      if (!reading.isRefused(pathOf(key))) {
        refuse(key, message.substring(colon + 2));
      }
    } else if (reading.problemCount() == before) {
      reading.problem(reading.lineOf(section), path, message);
    }
  }

  private <T> List<T> items(String inner, Tree.Items list, String expected, Parser<T> parser) {
    reading.foundAt(inner, reading.lineOf(list), written(list));
    List<T> found = new ArrayList<>();
    for (Tree item : list.items()) {
      if (item instanceof Tree.Text text) {
        typed(inner, new Reading.Found(reading.lineOf(item), text.text()), parser)
            .ifPresent(found::add);
      } else {
        reading.problem(reading.lineOf(item), inner, "not one value (expected: " + expected + ")");
      }
    }
    if (list.items().isEmpty()) {
      reading.problem(
          reading.lineOf(list), inner, "an empty list (expected: " + expected + ", ...)");
    }
    return List.copyOf(found);
  }

  private <T> T required(String key, String expected, T standIn, Parser<T> parser) {
    int before = reading.problemCount();
    Optional<T> value = value(key, parser);
    if (value.isEmpty() && reading.problemCount() == before) {
      refuse(key, "missing (expected: " + expected + ")");
    }
    return value.orElse(standIn);
  }

  private <T> Optional<T> value(String key, Parser<T> parser) {
    String inner = pathOf(key);
    return reading
        .override(inner)
        .or(() -> inFile(key, inner))
        .flatMap(found -> typed(inner, found, parser));
  }

  private Optional<Reading.Found> inFile(String key, String inner) {
    Tree tree = section.parts().get(key);
    if (tree == null) {
      return Optional.empty();
    }
    Place place = reading.lineOf(tree);
    if (tree instanceof Tree.Text text) {
      return Optional.of(new Reading.Found(place, text.text()));
    }
    reading.problem(
        place,
        inner,
        tree instanceof Tree.Nothing
            ? "no value (expected: one, or leave the line out)"
            : "not one value (expected: one)");
    return Optional.empty();
  }

  private <T> Optional<T> typed(String inner, Reading.Found found, Parser<T> parser) {
    reading.foundAt(inner, found.place(), found.text());
    String text = found.text();
    try {
      text = reading.resolve(text);
      return Optional.of(parser.parse(text));
    } catch (IllegalArgumentException e) {
      // Name the reference rather than the secret behind it.
      String message = String.valueOf(e.getMessage());
      reading.problem(
          found.place(), inner, message.replace('"' + text + '"', '"' + found.text() + '"'));
      return Optional.empty();
    }
  }

  private String pathOf(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  private static String notBlank(String text) {
    checkArgument(!text.isBlank(), "\"%s\" (expected: text)", text);
    return text;
  }

  private static boolean truth(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default ->
          throw new IllegalArgumentException("\"%s\" (expected: true or false)".formatted(text));
    };
  }

  private static double shared(String text) {
    try {
      double share = Double.parseDouble(text);
      if (share >= 0 && share <= 1) {
        return share;
      }
    } catch (NumberFormatException e) {
      // told below
    }
    throw new IllegalArgumentException("\"%s\" (expected: a number from 0 to 1)".formatted(text));
  }

  private static int counted(String text, int least, int most) {
    try {
      int count = Integer.parseInt(text);
      if (count >= least && count <= most) {
        return count;
      }
    } catch (NumberFormatException e) {
      // told below
    }
    throw new IllegalArgumentException(
        "\"%s\" (expected: a whole number from %d to %d)".formatted(text, least, most));
  }

  private static <E extends Enum<E>> E chosen(String text, E[] constants) {
    for (E constant : constants) {
      if (written(constant).equals(text)) {
        return constant;
      }
    }
    String all = Arrays.stream(constants).map(Settings::written).collect(Collectors.joining(", "));
    throw new IllegalArgumentException("\"%s\" (expected: %s)".formatted(text, all));
  }

  private static String written(Tree.Items list) {
    return list.items().stream()
        .map(item -> item instanceof Tree.Text text ? text.text() : "")
        .collect(Collectors.joining(", "));
  }

  private static String written(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Gives a text a type, or throws {@link IllegalArgumentException}. */
  private interface Parser<T> {
    T parse(String text);
  }
}
