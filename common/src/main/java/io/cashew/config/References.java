package io.cashew.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Values that stand elsewhere, so that a secret need not be in the file: {@code ${env:NAME}} is an
 * environment variable, {@code ${file:/path}} a file's contents without the line end.
 */
final class References {
  private static final Pattern FORM = Pattern.compile("\\$\\{(\\w+):(.*)}");

  private final Map<String, String> environment;

  References(Map<String, String> environment) {
    this.environment = environment;
  }

  /**
   * What a text stands for: itself, if it is no reference. Throws {@link IllegalArgumentException}
   * if it refers to nothing.
   */
  String resolve(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      return text;
    }
    String target = form.group(2);
    return switch (form.group(1)) {
      case "env" -> variable(text, target);
      case "file" -> file(text, target);
      default ->
          throw new IllegalArgumentException(
              "\"%s\" (expected: ${env:NAME} or ${file:/path})".formatted(text));
    };
  }

  private String variable(String text, String name) {
    String value = environment.get(name);
    if (value == null) {
      throw new IllegalArgumentException(
          "\"%s\": the environment variable %s is not set".formatted(text, name));
    }
    return value;
  }

  private static String file(String text, String path) {
    try {
      return Files.readString(Path.of(path)).stripTrailing();
    } catch (IOException | InvalidPathException e) {
      throw new IllegalArgumentException(
          "\"%s\": the file cannot be read (%s)".formatted(text, e.getClass().getSimpleName()));
    }
  }
}
