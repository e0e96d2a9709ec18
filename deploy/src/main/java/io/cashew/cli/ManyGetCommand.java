package io.cashew.cli;

import com.google.common.collect.Lists;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.protobuf.ByteString;
import io.cashew.client.Answer;
import io.cashew.client.CashewClient;
import io.cashew.client.Result;
import io.cashew.operation.Limits;
import io.cashew.operation.Operation.Want;
import io.cashew.status.CashewException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "mget",
    header = "Print the values of many keys.",
    description =
        "One request for each 1,000. Values are shown in one line each; --json has them as they are."
            + " Exits with 1 if a key is absent, with 5 if some keys failed.")
final class ManyGetCommand implements Callable<Integer> {
  private static final String NO_VALUE = "-";

  private final Console console;

  @Mixin private final CacheOptions cache = new CacheOptions();
  @Mixin private final KeyOptions keys = new KeyOptions();
  @Mixin private final ReachOptions reach = new ReachOptions();
  @Mixin private final OutputOptions output = new OutputOptions();

  @Option(
      names = "--explain",
      description = "With --json: also who answered, from where, and how long the values live.")
  private boolean explain;

  ManyGetCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    List<ByteString> all = keys.keys(console);
    Want want = explain ? Want.VALUE_AND_DETAIL : Want.VALUE;
    try (CashewClient client = cache.connect()) {
      Map<ByteString, Result> results = new LinkedHashMap<>();
      for (List<ByteString> batch : Lists.partition(all, Limits.BATCH_KEYS)) {
        results.putAll(
            Await.results(batch, client.getMany(keys.group(), batch, want, reach.reach())));
      }
      Tally tally = Tally.of(results);
      tally.refuseTotalFailure();
      output.print(console, () -> json(results), () -> table(results));
      tally.report(console.err());
      return tally.exitCode().code();
    }
  }

  private static Table table(Map<ByteString, Result> results) {
    Table table = new Table("KEY", "VALUE", "OUTCOME");
    results.forEach(
        (key, result) -> {
          String name = Bytes.oneLine(key);
          if (result instanceof Answer.Found found) {
            table.row(name, Bytes.oneLine(found.value()), Explanation.word(found.outcome()));
          } else if (result instanceof Result.Failed failed) {
            table.row(
                name, NO_VALUE, "failed: %s (%s)".formatted(failed.message(), failed.reason()));
          } else {
            table.row(name, NO_VALUE, "absent");
          }
        });
    return table;
  }

  private JsonObject json(Map<ByteString, Result> results) {
    JsonArray array = new JsonArray();
    results.forEach((key, result) -> array.add(json(key, result)));
    JsonObject object = new JsonObject();
    object.addProperty("group", keys.group());
    object.add("results", array);
    return object;
  }

  private static JsonObject json(ByteString key, Result result) {
    JsonObject object = new JsonObject();
    Bytes.add(object, "key", key);
    if (result instanceof Result.Failed failed) {
      Tally.add(object, new CashewException(failed.reason(), failed.message()));
      return object;
    }
    Answer answer = (Answer) result;
    if (answer instanceof Answer.Found found) {
      Bytes.add(object, "value", found.value());
    } else {
      object.addProperty("absent", true);
    }
    Explanation.of(answer).addTo(object);
    return object;
  }
}
