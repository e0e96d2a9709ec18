package io.cashew.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where lines come from instead of arguments. */
final class LineSource {
  private static final String STANDARD_INPUT = "-";

  @Option(
      names = "--from",
      paramLabel = "FILE",
      description = "Read more from a file, one in each line; - reads standard input.")
  private Optional<String> file = Optional.empty();

  /** Without those that are empty; none if nothing is to be read. */
  List<String> lines(Console console) {
    if (file.isEmpty()) {
      return List.of();
    }
    String name = file.get();
    try (BufferedReader lines = new BufferedReader(open(name, console))) {
      return lines.lines().filter(line -> !line.isEmpty()).toList();
    } catch (IOException | InvalidPathException e) {
      throw new UsageException(
          "%s cannot be read: %s (expected: a file that can be read, in UTF-8)"
              .formatted(name, e.getClass().getSimpleName()));
    }
  }

  private static Reader open(String name, Console console) throws IOException {
    return name.equals(STANDARD_INPUT)
        ? new InputStreamReader(console.in(), StandardCharsets.UTF_8)
        : Files.newBufferedReader(Path.of(name), StandardCharsets.UTF_8);
  }
}
