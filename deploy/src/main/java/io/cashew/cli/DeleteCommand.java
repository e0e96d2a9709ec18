package io.cashew.cli;

import com.google.common.collect.Lists;
import com.google.protobuf.ByteString;
import io.cashew.client.CashewClient;
import io.cashew.client.Deleted;
import io.cashew.client.Result;
import io.cashew.operation.Limits;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "del",
    aliases = "mdel",
    header = "Forget keys.",
    description =
        "Once a key is reported as deleted, no later get returns a value that was read from the"
            + " source before. Exits with 5 if some keys failed.")
final class DeleteCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private final KeyOptions keys = new KeyOptions();
  @Mixin private final CacheOptions cache = new CacheOptions();
  @Mixin private final OutputOptions output = new OutputOptions();

  DeleteCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    KeyResults results = new KeyResults();
    List<ByteString> all = keys.keys(console);
    try (CashewClient client = cache.connect()) {
      for (List<ByteString> batch : Lists.partition(all, Limits.BATCH_KEYS)) {
        Await.results(batch, client.deleteMany(keys.group(), batch))
            .forEach((key, result) -> add(key, result, results));
      }
    }
    return results.print(console, output, keys.group());
  }

  private static void add(ByteString key, Result result, KeyResults results) {
    if (result instanceof Deleted deleted) {
      results
          .succeeded(key, deleted.existed() ? "deleted" : "deleted (was not in memory)")
          .addProperty("existed", deleted.existed());
    } else if (result instanceof Result.Failed failed) {
      results.failed(key, failed);
    }
  }
}
