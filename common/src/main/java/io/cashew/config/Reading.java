package io.cashew.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * One reading of a configuration: what flags and environment say, what has been asked for so far,
 * and what is wrong. Shared by the {@link Settings} of all sections.
 */
final class Reading {
  private static final String VARIABLE_PREFIX = "CASHEW_";

  private final String file;
  private final Tree.Section root;
  private final Problems problems;
  private final Map<String, String> environment;
  private final Map<String, Flag> flags = new LinkedHashMap<>();
  private final References references;

  private final Set<String> values = new LinkedHashSet<>();
  private final Set<String> sections = new LinkedHashSet<>();
  private final Set<String> refused = new LinkedHashSet<>();
  private final Map<String, Place> places = new HashMap<>();
  private final Map<String, String> texts = new HashMap<>();

  /** A value, before it has a type. */
  record Found(Place place, String text) {}

  Reading(Optional<Path> file, List<Flag> flags, Map<String, String> environment) {
    this.file = file.map(Path::toString).orElse("configuration");
    this.problems = new Problems();
    this.root =
        file.map(path -> new YamlFile(path, problems).read(path))
            .orElseGet(() -> new Tree.Section(0, Map.of()));
    this.environment = Map.copyOf(environment);
    flags.forEach(flag -> this.flags.put(flag.path(), flag));
    this.references = new References(this.environment);
  }

  Tree.Section root() {
    return root;
  }

  Place lineOf(Tree tree) {
    return tree.line() == 0 ? Place.file(file) : Place.line(file, tree.line());
  }

  void askedSection(String path) {
    sections.add(path);
  }

  /** What a flag or the environment says of a value: either beats the file. */
  Optional<Found> override(String path) {
    values.add(path);
    Flag flag = flags.get(path);
    if (flag != null) {
      return Optional.of(new Found(Place.flag(flag.name()), flag.text()));
    }
    String variable = variable(path);
    String text = environment.get(variable);
    return text == null ? Optional.empty() : Optional.of(new Found(Place.variable(variable), text));
  }

  /** The value's text, with a reference replaced by what it refers to. */
  String resolve(String text) {
    return references.resolve(text);
  }

  void foundAt(String path, Place place, String text) {
    places.put(path, place);
    texts.putIfAbsent(path, text); // a list's text comes before those of its items
  }

  /** What was asked for so far, in that order. */
  List<Setting> asked() {
    return values.stream()
        .map(path -> new Setting(path, Optional.ofNullable(texts.get(path)), placeOf(path)))
        .toList();
  }

  /** Where a value was found; empty if it was not. */
  Optional<Place> placeOf(String path) {
    return Optional.ofNullable(places.get(path));
  }

  void problem(Place place, String path, String message) {
    refused.add(path);
    problems.add(place, path.isEmpty() ? message : path + ": " + message);
  }

  boolean isRefused(String path) {
    return refused.contains(path);
  }

  int problemCount() {
    return problems.count();
  }

  /** Throws if anything is wrong, or was given and never asked for. */
  void finish() {
    refuseUnknown(root, "");
    for (Flag flag : flags.values()) {
      if (!values.contains(flag.path())) {
        problem(Place.flag(flag.name()), flag.path(), "unknown setting" + advice(flag.path()));
      }
    }
    refuseMisspeltVariables();
    problems.refuse();
  }

  private void refuseUnknown(Tree.Section section, String prefix) {
    section
        .parts()
        .forEach(
            (name, tree) -> {
              String path = prefix + name;
              if (sections.contains(path)) {
                if (tree instanceof Tree.Section inner) {
                  refuseUnknown(inner, path + ".");
                }
              } else if (!values.contains(path)) {
                problem(lineOf(tree), path, "unknown setting" + advice(path));
              }
            });
  }

  /** Other variables of our prefix may be somebody else's: Kubernetes sets some by itself. */
  private void refuseMisspeltVariables() {
    Map<String, String> known = new HashMap<>();
    values.forEach(path -> known.put(variable(path), path));
    for (String name : new TreeSet<>(environment.keySet())) {
      if (name.startsWith(VARIABLE_PREFIX) && !known.containsKey(name)) {
        Nearest.to(name, known.keySet())
            .ifPresent(
                near ->
                    problem(
                        Place.variable(name), "", "unknown setting; did you mean " + near + "?"));
      }
    }
  }

  private String advice(String path) {
    List<String> known = new ArrayList<>(values);
    known.addAll(sections);
    return Nearest.to(path, known)
        .or(() -> known.stream().filter(other -> lastOf(other).equals(lastOf(path))).findFirst())
        .map(near -> "; did you mean " + near + "?")
        .orElseGet(() -> " (expected: " + siblingsOf(path, known) + ")");
  }

  private static String siblingsOf(String path, Collection<String> known) {
    String prefix = path.substring(0, path.length() - lastOf(path).length());
    Set<String> siblings = new LinkedHashSet<>();
    for (String other : known) {
      if (other.startsWith(prefix) && other.indexOf('.', prefix.length()) < 0) {
        siblings.add(other.substring(prefix.length()));
      }
    }
    return String.join(", ", siblings);
  }

  private static String lastOf(String path) {
    return path.substring(path.lastIndexOf('.') + 1);
  }

  static String variable(String path) {
    return VARIABLE_PREFIX + path.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }
}
