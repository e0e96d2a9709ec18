package io.cashew.cli;

import com.google.common.collect.Lists;
import com.google.protobuf.ByteString;
import io.cashew.client.CashewClient;
import io.cashew.client.Touched;
import io.cashew.operation.Limits;
import io.cashew.operation.Operation.Bring;
import io.cashew.operation.Ttl;
import io.cashew.status.CashewException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "touch",
    header = "Give keys in memory a new time to live.",
    description =
        "It counts from now. Nothing is loaded. Exits with 1 if a key is not in memory, with 5 if"
            + " some keys failed.")
final class TouchCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private final KeyOptions keys = new KeyOptions();
  @Mixin private final LifetimeOptions lifetime = new LifetimeOptions();
  @Mixin private final CacheOptions cache = new CacheOptions();
  @Mixin private final OutputOptions output = new OutputOptions();

  TouchCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    KeyResults results = new KeyResults();
    List<ByteString> all = keys.keys(console);
    Ttl ttl = lifetime.ttl();
    try (CashewClient client = cache.connect()) {
      for (List<ByteString> some : Lists.partition(all, Limits.BATCH_KEYS)) {
        Map<ByteString, CompletableFuture<Touched>> running = new LinkedHashMap<>();
        some.forEach(key -> running.put(key, client.touch(keys.group(), key, ttl, Bring.NOTHING)));
        running.forEach((key, touched) -> add(key, touched, results));
      }
    }
    return results.print(console, output, keys.group());
  }

  private static void add(ByteString key, CompletableFuture<Touched> running, KeyResults results) {
    try {
      if (Await.answer(running).existed()) {
        results.succeeded(key, "touched").addProperty("existed", true);
      } else {
        results.absent(key, "not in memory").addProperty("existed", false);
      }
    } catch (CashewException e) {
      results.failed(key, e);
    }
  }
}
