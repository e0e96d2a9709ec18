package io.cashew.cli;

import com.google.protobuf.ByteString;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** Where lines come from instead of arguments. */
final class LineSource {
  private static final String STANDARD_INPUT = "-";
  private static final char SEPARATOR = '\t';

  @Option(
      names = {"-f", "--from"},
      paramLabel = "FILE",
      description = "Read more from a file, one in each line; - reads standard input.")
  private Optional<String> file = Optional.empty();

  @Option(
      names = "--jsonl",
      description =
          "Lines are JSON: a key as a string, or an object with key or key_base64, and value or"
              + " value_base64 where one is needed.")
  private boolean jsonLines;

  /** Of one file. */
  static LineSource of(String file) {
    LineSource source = new LineSource();
    source.file = Optional.of(file);
    return source;
  }

  /** Without those that are empty; none if nothing is to be read. */
  List<String> lines(Console console) {
    if (file.isEmpty()) {
      if (jsonLines) {
        throw new UsageException("--jsonl says how lines are read (expected: -f FILE beside it)");
      }
      return List.of();
    }
    String name = file.get();
    try (BufferedReader lines = new BufferedReader(open(name, console))) {
      return lines.lines().filter(line -> !line.isEmpty()).toList();
    } catch (IOException | UncheckedIOException | InvalidPathException e) {
      throw unreadable(e);
    }
  }

  /** All lines, one by one; there must be a source. */
  BufferedReader reader(Console console) {
    try {
      return new BufferedReader(open(name(), console));
    } catch (IOException | InvalidPathException e) {
      throw unreadable(e);
    }
  }

  /** How many lines there are, if that can be told beforehand. */
  OptionalLong count() {
    if (name().equals(STANDARD_INPUT)) {
      return OptionalLong.empty();
    }
    try (Stream<String> lines = Files.lines(Path.of(name()))) {
      return OptionalLong.of(lines.count());
    } catch (IOException | UncheckedIOException | InvalidPathException e) {
      throw unreadable(e);
    }
  }

  /** The file; - is standard input. */
  String name() {
    return file.orElseThrow(() -> new UsageException("no file (expected: -f FILE, or -f -)"));
  }

  /** The key of a line. */
  ByteString key(String line, BytesOptions bytes) {
    return jsonLines ? JsonLine.parse(line).key() : bytes.read(line);
  }

  private UsageException unreadable(Exception e) {
    return new UsageException(
        "%s cannot be read: %s (expected: a file that can be read, in UTF-8)"
            .formatted(name(), e.getClass().getSimpleName()));
  }

  /** A key in each line. */
  List<ByteString> keys(Console console, BytesOptions bytes) {
    return lines(console).stream().map(line -> key(line, bytes)).toList();
  }

  /** A key and a value in each line. */
  List<Map.Entry<ByteString, ByteString>> pairs(Console console, BytesOptions bytes) {
    return lines(console).stream().map(line -> pair(line, bytes)).toList();
  }

  private Map.Entry<ByteString, ByteString> pair(String line, BytesOptions bytes) {
    if (jsonLines) {
      JsonLine parsed = JsonLine.parse(line);
      return Map.entry(parsed.key(), parsed.value());
    }
    int tab = line.indexOf(SEPARATOR);
    if (tab < 0) {
      throw new UsageException(
          "the line \"%s\" has no tab (expected: a key, a tab and its value)".formatted(line));
    }
    return Map.entry(bytes.read(line.substring(0, tab)), bytes.read(line.substring(tab + 1)));
  }

  private static Reader open(String name, Console console) throws IOException {
    return name.equals(STANDARD_INPUT)
        ? new InputStreamReader(console.in(), StandardCharsets.UTF_8)
        : Files.newBufferedReader(Path.of(name), StandardCharsets.UTF_8);
  }
}
