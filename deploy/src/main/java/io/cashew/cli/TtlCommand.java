package io.cashew.cli;

import com.google.gson.JsonObject;
import com.google.protobuf.ByteString;
import io.cashew.client.Answer;
import io.cashew.client.CashewClient;
import io.cashew.config.Durations;
import io.cashew.operation.Detail;
import io.cashew.operation.Operation.Reach;
import io.cashew.operation.Operation.Want;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "ttl",
    header = "Show how long a key in memory has left.",
    description =
        "Neither counts as a use of the key nor loads it. Exits with 1 if the key is not in"
            + " memory.")
final class TtlCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private final CacheOptions cache = new CacheOptions();
  @Mixin private final BytesOptions bytes = new BytesOptions();
  @Mixin private final OutputOptions output = OutputOptions.withRaw();

  @Parameters(index = "0", paramLabel = "GROUP", description = "The group.")
  private String group = "";

  @Parameters(index = "1", paramLabel = "KEY", description = "The key.")
  private String key = "";

  TtlCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    ByteString wanted = bytes.read(key);
    try (CashewClient client = cache.connect()) {
      Answer answer = Await.answer(client.get(group, wanted, Want.DETAIL, Reach.PEEK));
      Optional<Detail> entry =
          answer instanceof Answer.Found found ? found.detail() : Optional.empty();
      output.print(
          console,
          () -> json(wanted, entry),
          () -> entry.map(there -> text(there.ttlLeftMillis())).orElse(""),
          () -> entry.map(there -> "%d%n".formatted(there.ttlLeftMillis())).orElse(""));
      if (entry.isEmpty() && output.format().isText()) {
        console.err().printf("cashew: %s has no key %s in memory%n", group, key);
      }
      return (entry.isPresent() ? ExitCode.OK : ExitCode.ABSENT).code();
    }
  }

  private static String text(long millis) {
    return "%s%n"
        .formatted(millis == 0 ? "never expires" : Durations.format(Duration.ofMillis(millis)));
  }

  private JsonObject json(ByteString wanted, Optional<Detail> entry) {
    JsonObject object = new JsonObject();
    object.addProperty("group", group);
    Bytes.add(object, "key", wanted);
    object.addProperty("exists", entry.isPresent());
    entry.ifPresent(
        there -> {
          object.addProperty("expires", there.ttlLeftMillis() != 0);
          object.addProperty("ttl_left_ms", there.ttlLeftMillis());
        });
    return object;
  }
}
