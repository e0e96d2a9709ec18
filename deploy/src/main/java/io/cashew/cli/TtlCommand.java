package io.cashew.cli;

import com.google.common.collect.Lists;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.protobuf.ByteString;
import io.cashew.client.Answer;
import io.cashew.client.CashewClient;
import io.cashew.client.Result;
import io.cashew.config.Durations;
import io.cashew.operation.Detail;
import io.cashew.operation.Limits;
import io.cashew.operation.Operation.Reach;
import io.cashew.operation.Operation.Want;
import io.cashew.status.CashewException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "ttl",
    header = "Show how long keys in memory have left.",
    description =
        "Neither counts as a use of the keys nor loads them. -o raw is in milliseconds, 0 if a key"
            + " never expires and - if it is not there. Exits with 1 if a key is not in memory,"
            + " with 5 if some keys failed.")
final class TtlCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private final CacheOptions cache = new CacheOptions();
  @Mixin private final KeyOptions keys = new KeyOptions();
  @Mixin private final OutputOptions output = OutputOptions.withRaw();

  TtlCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    List<ByteString> all = keys.keys(console);
    Map<ByteString, Result> results = new LinkedHashMap<>();
    try (CashewClient client = cache.connect()) {
      for (List<ByteString> batch : Lists.partition(all, Limits.BATCH_KEYS)) {
        results.putAll(
            Await.results(batch, client.getMany(keys.group(), batch, Want.DETAIL, Reach.PEEK)));
      }
    }
    Tally tally = Tally.of(results);
    tally.refuseTotalFailure();
    output.print(console, () -> json(results), () -> text(results), () -> raw(results));
    if (all.size() == 1 && tally.exitCode() == ExitCode.ABSENT && output.format().isText()) {
      console
          .err()
          .printf("cashew: %s has no key %s in memory%n", keys.group(), Bytes.oneLine(all.get(0)));
    }
    tally.report(console.err());
    return tally.exitCode().code();
  }

  private static Optional<Detail> entry(Result result) {
    return result instanceof Answer.Found found ? found.detail() : Optional.empty();
  }

  /** One key's is the whole answer. */
  private static Object text(Map<ByteString, Result> results) {
    if (results.size() == 1) {
      return entry(results.values().iterator().next())
          .map(there -> "%s%n".formatted(left(there)))
          .orElse("");
    }
    Table table = new Table("KEY", "TTL LEFT");
    results.forEach(
        (key, result) ->
            table.row(
                Bytes.oneLine(key),
                result instanceof Result.Failed failed
                    ? "failed: %s (%s)".formatted(failed.message(), failed.reason())
                    : entry(result).map(TtlCommand::left).orElse("not in memory")));
    return table;
  }

  private static String raw(Map<ByteString, Result> results) {
    return results.values().stream()
        .map(
            result -> entry(result).map(there -> String.valueOf(there.ttlLeftMillis())).orElse("-"))
        .map("%s%n"::formatted)
        .collect(Collectors.joining());
  }

  private static String left(Detail there) {
    long millis = there.ttlLeftMillis();
    return millis == 0 ? "never expires" : Durations.format(Duration.ofMillis(millis));
  }

  private JsonObject json(Map<ByteString, Result> results) {
    JsonArray array = new JsonArray();
    results.forEach((key, result) -> array.add(json(key, result)));
    JsonObject object = new JsonObject();
    object.addProperty("group", keys.group());
    if (results.size() == 1) {
      array.get(0).getAsJsonObject().entrySet().forEach(e -> object.add(e.getKey(), e.getValue()));
    } else {
      object.add("results", array);
    }
    return object;
  }

  private static JsonObject json(ByteString key, Result result) {
    JsonObject object = new JsonObject();
    Bytes.add(object, "key", key);
    if (result instanceof Result.Failed failed) {
      Tally.add(object, new CashewException(failed.reason(), failed.message()));
      return object;
    }
    Optional<Detail> entry = entry(result);
    object.addProperty("exists", entry.isPresent());
    entry.ifPresent(
        there -> {
          object.addProperty("expires", there.ttlLeftMillis() != 0);
          object.addProperty("ttl_left_ms", there.ttlLeftMillis());
        });
    return object;
  }
}
