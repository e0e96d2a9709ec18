package io.cashew.cli;

import com.google.gson.JsonObject;
import com.google.protobuf.ByteString;
import io.cashew.client.CashewClient;
import io.cashew.client.Result;
import io.cashew.client.SetAnswer;
import io.cashew.operation.Limits;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "mset",
    header = "Store many values.",
    description =
        "Keys and values are given in turn; in a file, a key, a tab and its value in each line. Each"
            + " is stored on its own. Exits with 1 if a condition was not met, with 5 if some keys"
            + " failed: those may have been stored all the same.")
final class ManySetCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private final SetOptions options = new SetOptions();
  @Mixin private final LineSource source = new LineSource();
  @Mixin private final BytesOptions bytes = new BytesOptions();
  @Mixin private final CacheOptions cache = new CacheOptions();
  @Mixin private final OutputOptions output = new OutputOptions();

  @Parameters(index = "0", paramLabel = "GROUP", description = "The group.")
  private String group = "";

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = "KEY VALUE",
      description = "Keys, each followed by its value.")
  private List<String> arguments = new ArrayList<>();

  ManySetCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    KeyResults results = new KeyResults();
    List<Map<ByteString, ByteString>> batches = batches(values());
    try (CashewClient client = cache.connect()) {
      for (Map<ByteString, ByteString> batch : batches) {
        Await.results(
                batch.keySet(), client.setMany(group, batch, options.ttl(), options.condition()))
            .forEach((key, result) -> add(key, result, results));
      }
    }
    return results.print(console, output, group);
  }

  private Map<ByteString, ByteString> values() {
    if (arguments.size() % 2 != 0) {
      throw new UsageException(
          "%s has no value (expected: a value after each key)"
              .formatted(arguments.get(arguments.size() - 1)));
    }
    Map<ByteString, ByteString> values = new LinkedHashMap<>();
    for (int i = 0; i < arguments.size(); i += 2) {
      values.put(bytes.read(arguments.get(i)), bytes.read(arguments.get(i + 1)));
    }
    source.pairs(console, bytes).forEach(pair -> values.put(pair.getKey(), pair.getValue()));
    if (values.isEmpty()) {
      throw new UsageException("no key (expected: KEY VALUE, or -f a file of some)");
    }
    return values;
  }

  /** As many as a request may have, and a batch's bytes. */
  private static List<Map<ByteString, ByteString>> batches(Map<ByteString, ByteString> values) {
    List<Map<ByteString, ByteString>> batches = new ArrayList<>();
    Map<ByteString, ByteString> batch = new LinkedHashMap<>();
    long size = 0;
    for (Map.Entry<ByteString, ByteString> each : values.entrySet()) {
      long more = each.getKey().size() + (long) each.getValue().size();
      if (batch.size() == Limits.BATCH_KEYS
          || (!batch.isEmpty() && size + more > Limits.BATCH_BYTES)) {
        batches.add(batch);
        batch = new LinkedHashMap<>();
        size = 0;
      }
      batch.put(each.getKey(), each.getValue());
      size += more;
    }
    batches.add(batch);
    return batches;
  }

  private static void add(ByteString key, Result result, KeyResults results) {
    if (result instanceof SetAnswer.Stored stored) {
      String version = Long.toUnsignedString(stored.version());
      JsonObject object = results.succeeded(key, "stored, version " + version);
      object.addProperty("stored", true);
      object.addProperty("version", version);
    } else if (result instanceof SetAnswer.NotStored unmet) {
      String version = Long.toUnsignedString(unmet.version());
      JsonObject object = results.absent(key, SetCommand.notStored(unmet));
      object.addProperty("stored", false);
      object.addProperty("version", version);
    } else if (result instanceof Result.Failed failed) {
      results.failed(key, failed);
    }
  }
}
