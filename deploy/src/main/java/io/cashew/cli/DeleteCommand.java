package io.cashew.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.protobuf.ByteString;
import io.cashew.client.CashewClient;
import io.cashew.status.CashewException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "del",
    header = "Forget keys.",
    description =
        "Once a key is reported as deleted, no later get returns a value that was read from the"
            + " source before.")
final class DeleteCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private final CacheOptions cache = new CacheOptions();
  @Mixin private final OutputOptions output = new OutputOptions();

  @Parameters(index = "0", paramLabel = "GROUP", description = "The group.")
  private String group = "";

  @Parameters(index = "1..*", arity = "1..*", paramLabel = "KEY", description = "The keys.")
  private List<String> keys = new ArrayList<>();

  DeleteCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    try (CashewClient client = cache.connect()) {
      Map<String, CompletableFuture<Boolean>> running = new LinkedHashMap<>();
      for (String key : keys) {
        running.computeIfAbsent(key, k -> client.delete(group, ByteString.copyFromUtf8(k)));
      }
      Tally tally = new Tally();
      JsonArray results = new JsonArray();
      Table table = new Table("KEY", "RESULT");
      running.forEach((key, deleted) -> add(key, deleted, tally, results, table));
      tally.refuseTotalFailure();
      print(results, table);
      tally.report(console.err());
      return tally.exitCode().code();
    }
  }

  private void print(JsonArray results, Table table) {
    if (output.isJson()) {
      JsonObject object = new JsonObject();
      object.addProperty("group", group);
      object.add("results", results);
      OutputOptions.print(console.out(), object);
    } else {
      console.out().print(table);
    }
  }

  private static void add(
      String key, CompletableFuture<Boolean> deleted, Tally tally, JsonArray results, Table table) {
    JsonObject object = new JsonObject();
    ByteString bytes = ByteString.copyFromUtf8(key);
    Bytes.add(object, "key", bytes);
    results.add(object);
    try {
      boolean existed = Await.answer(deleted);
      tally.succeeded();
      object.addProperty("existed", existed);
      table.row(Bytes.oneLine(bytes), existed ? "deleted" : "deleted (was not in memory)");
    } catch (CashewException e) {
      tally.failed(e);
      Tally.add(object, e);
      table.row(Bytes.oneLine(bytes), "failed: " + e.getMessage() + " (" + e.reason() + ")");
    }
  }
}
