package io.cashew.cli;

import com.google.common.collect.Lists;
import com.google.protobuf.ByteString;
import io.cashew.client.Answer;
import io.cashew.client.CashewClient;
import io.cashew.client.Result;
import io.cashew.operation.Limits;
import io.cashew.operation.Operation.Reach;
import io.cashew.operation.Operation.Want;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "exists",
    header = "Say whether keys are in memory.",
    description =
        "Neither counts as a use of the keys nor loads them. Exits with 1 if a key is not in"
            + " memory, with 5 if some keys failed.")
final class ExistsCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private final KeyOptions keys = new KeyOptions();
  @Mixin private final CacheOptions cache = new CacheOptions();
  @Mixin private final OutputOptions output = new OutputOptions();

  ExistsCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    KeyResults results = new KeyResults();
    List<ByteString> all = keys.keys(console);
    try (CashewClient client = cache.connect()) {
      for (List<ByteString> batch : Lists.partition(all, Limits.BATCH_KEYS)) {
        Await.results(batch, client.getMany(keys.group(), batch, Want.DETAIL, Reach.PEEK))
            .forEach((key, result) -> add(key, result, results));
      }
    }
    return results.print(console, output, keys.group());
  }

  private static void add(ByteString key, Result result, KeyResults results) {
    if (result instanceof Answer.Found) {
      results.succeeded(key, "in memory").addProperty("exists", true);
    } else if (result instanceof Answer.Absent) {
      results.absent(key, "not in memory").addProperty("exists", false);
    } else if (result instanceof Result.Failed failed) {
      results.failed(key, failed);
    }
  }
}
