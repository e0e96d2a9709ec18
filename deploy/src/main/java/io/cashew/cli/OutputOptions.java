package io.cashew.cli;

import static java.util.Objects.requireNonNull;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** In what form a verb answers: for people, or for programs. */
final class OutputOptions {
  private static final Gson GSON =
      new GsonBuilder().disableHtmlEscaping().serializeNulls().setPrettyPrinting().create();

  private final Set<Format> allowed;
  private Format format = Format.TABLE;

  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec verb;

  @Option(names = "--json", description = "The same as -o json. 64-bit numbers are strings in it.")
  private boolean json;

  /** For a verb that answers in all formats but raw. */
  OutputOptions() {
    this(EnumSet.complementOf(EnumSet.of(Format.RAW)));
  }

  private OutputOptions(Set<Format> allowed) {
    this.allowed = Collections.unmodifiableSet(allowed);
  }

  /** For a verb whose answer has a bare form too. */
  static OutputOptions withRaw() {
    return new OutputOptions(EnumSet.allOf(Format.class));
  }

  /** What {@code -o} says: refused before anything is asked or done. */
  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      completionCandidates = Candidates.class,
      description =
          "How to answer: table, json, yaml or csv; some verbs also raw, the bare answer. Default:"
              + " table.")
  void format(@Nullable String text) {
    if (text == null) {
      format = Format.TABLE;
      return;
    }
    try {
      format = Format.parse(text, allowed);
    } catch (IllegalArgumentException e) {
      CommandSpec spec = requireNonNull(verb);
      throw new ParameterException(
          spec.commandLine(), "%s -o %s".formatted(spec.qualifiedName(), e.getMessage()));
    }
  }

  Format format() {
    if (!json) {
      return format;
    }
    if (format != Format.TABLE && format != Format.JSON) {
      throw new UsageException(
          "--json beside -o %s (expected: one of them)".formatted(format.word()));
    }
    return Format.JSON;
  }

  /** Whether people read it: then a verb may say more than its answer, or say it bit by bit. */
  boolean isForPeople() {
    return format() == Format.TABLE;
  }

  /**
   * Prints the answer as was asked for.
   *
   * @param json for programs
   * @param text for people, a {@link Table} mostly; ends with a line end
   */
  void print(Console console, Supplier<? extends JsonElement> json, Supplier<?> text) {
    print(console, json, text, text);
  }

  /**
   * Prints the answer as was asked for.
   *
   * @param raw the bare answer: bytes as they are, or text that ends with a line end
   */
  void print(
      Console console, Supplier<? extends JsonElement> json, Supplier<?> text, Supplier<?> raw) {
    PrintStream out = console.out();
    switch (format()) {
      case TABLE -> write(out, text.get(), console.style());
      case JSON -> out.println(GSON.toJson(json.get()));
      case YAML -> out.print(Yaml.of(json.get()));
      case CSV -> out.print(Csv.of(json.get()));
      case RAW -> write(out, raw.get(), Style.PLAIN);
    }
    out.flush();
  }

  private static void write(PrintStream out, Object answer, Style style) {
    if (answer instanceof ByteString bytes) {
      try {
        bytes.writeTo(out);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    } else if (answer instanceof Styled styled) {
      out.print(styled.in(style));
    } else {
      out.print(answer);
    }
  }

  /** What a shell offers after {@code -o}. */
  static final class Candidates implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Stream.of(Format.values()).map(Format::word).iterator();
    }
  }
}
