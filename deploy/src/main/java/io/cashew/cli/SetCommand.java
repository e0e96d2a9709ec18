package io.cashew.cli;

import com.google.gson.JsonObject;
import com.google.protobuf.ByteString;
import io.cashew.client.CashewClient;
import io.cashew.client.SetAnswer;
import io.cashew.operation.Operation.Bring;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "set",
    header = "Store a value.",
    description =
        "Exits with 1 if a condition is not met, and with 4 if the cluster could not be asked or did"
            + " not answer: the value may have been"
            + " stored all the same.")
final class SetCommand implements Callable<Integer> {
  private static final String STANDARD_INPUT = "-";
  private static final String FILE_PREFIX = "@";

  private final Console console;

  @Mixin private final CacheOptions cache = new CacheOptions();
  @Mixin private final SetOptions options = new SetOptions();
  @Mixin private final BytesOptions bytes = new BytesOptions();
  @Mixin private final OutputOptions output = OutputOptions.withRaw();

  @Parameters(index = "0", paramLabel = "GROUP", description = "The group.")
  private String group = "";

  @Parameters(index = "1", paramLabel = "KEY", description = "The key.")
  private String key = "";

  @Parameters(
      index = "2",
      paramLabel = "VALUE",
      description = "The value; - reads it from standard input, @FILE from a file.")
  private String value = "";

  @Option(names = "--previous", description = "Also print the value there was in memory.")
  private boolean previous;

  SetCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    ByteString keyBytes = bytes.read(key);
    ByteString valueBytes = valueBytes();
    Bring bring = previous ? Bring.VALUE : Bring.NOTHING;
    try (CashewClient client = cache.connect()) {
      SetAnswer answer =
          Await.answer(
              client.set(group, keyBytes, valueBytes, options.ttl(), options.condition(), bring));
      output.print(console, () -> json(answer), () -> text(answer), () -> version(answer));
      if (answer instanceof SetAnswer.NotStored unmet && output.format().isText()) {
        console.err().println("cashew: " + notStored(unmet));
      }
      return (answer instanceof SetAnswer.Stored ? ExitCode.OK : ExitCode.ABSENT).code();
    }
  }

  private String text(SetAnswer answer) {
    StringBuilder text = new StringBuilder();
    if (answer instanceof SetAnswer.Stored stored) {
      text.append("stored, version %s%n".formatted(Long.toUnsignedString(stored.version())));
    }
    if (previous) {
      text.append("previous: %s%n".formatted(there(answer).map(Bytes::oneLine).orElse("none")));
    }
    return text.toString();
  }

  private static String version(SetAnswer answer) {
    return answer instanceof SetAnswer.Stored stored
        ? "%s%n".formatted(Long.toUnsignedString(stored.version()))
        : "";
  }

  /** For people. */
  static String notStored(SetAnswer.NotStored unmet) {
    return unmet.version() == 0
        ? "not stored: there is no value in memory"
        : "not stored: there is a value of version %s in memory"
            .formatted(Long.toUnsignedString(unmet.version()));
  }

  private static Optional<ByteString> there(SetAnswer answer) {
    return answer instanceof SetAnswer.Stored stored
        ? stored.previous()
        : ((SetAnswer.NotStored) answer).value();
  }

  private static JsonObject json(SetAnswer answer) {
    JsonObject object = new JsonObject();
    object.addProperty("stored", answer instanceof SetAnswer.Stored);
    long version =
        answer instanceof SetAnswer.Stored stored
            ? stored.version()
            : ((SetAnswer.NotStored) answer).version();
    object.addProperty("version", Long.toUnsignedString(version));
    there(answer).ifPresent(value -> Bytes.add(object, "previous", value));
    return object;
  }

  private ByteString valueBytes() {
    try {
      if (value.equals(STANDARD_INPUT)) {
        return ByteString.readFrom(console.in());
      }
      if (value.startsWith(FILE_PREFIX)) {
        return ByteString.copyFrom(
            Files.readAllBytes(Path.of(value.substring(FILE_PREFIX.length()))));
      }
      return bytes.read(value);
    } catch (IOException | InvalidPathException e) {
      throw new UsageException(
          "the value cannot be read from %s: %s (expected: a file that can be read)"
              .formatted(value, e.getClass().getSimpleName()));
    }
  }
}
