package io.cashew.cli;

import com.google.gson.JsonObject;
import com.google.protobuf.ByteString;
import io.cashew.client.CashewClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "set",
    header = "Store a value.",
    description =
        "Exits with 4 if the cluster could not be asked or did not answer: the value may have been"
            + " stored all the same.")
final class SetCommand implements Callable<Integer> {
  private static final String STANDARD_INPUT = "-";
  private static final String FILE_PREFIX = "@";

  private final Console console;

  @Mixin private final CacheOptions cache = new CacheOptions();
  @Mixin private final OutputOptions output = new OutputOptions();

  @Parameters(index = "0", paramLabel = "GROUP", description = "The group.")
  private String group = "";

  @Parameters(index = "1", paramLabel = "KEY", description = "The key.")
  private String key = "";

  @Parameters(
      index = "2",
      paramLabel = "VALUE",
      description = "The value; - reads it from standard input, @FILE from a file.")
  private String value = "";

  @Option(
      names = "--ttl",
      paramLabel = "TIME",
      description = "How long it lives, 1ms to 365d. Default: the group's time to live.")
  private Optional<Duration> ttl = Optional.empty();

  SetCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    ByteString keyBytes = ByteString.copyFromUtf8(key);
    ByteString valueBytes = valueBytes();
    try (CashewClient client = cache.connect()) {
      CompletableFuture<Long> stored =
          ttl.map(span -> client.set(group, keyBytes, valueBytes, span))
              .orElseGet(() -> client.set(group, keyBytes, valueBytes));
      print(Long.toUnsignedString(Await.answer(stored)));
      return ExitCode.OK.code();
    }
  }

  private void print(String version) {
    if (output.isJson()) {
      JsonObject object = new JsonObject();
      object.addProperty("version", version);
      OutputOptions.print(console.out(), object);
    } else {
      console.out().println("stored, version " + version);
    }
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
      return ByteString.copyFromUtf8(value);
    } catch (IOException | InvalidPathException e) {
      throw new UsageException(
          "the value cannot be read from %s: %s (expected: a file that can be read)"
              .formatted(value, e.getClass().getSimpleName()));
    }
  }
}
