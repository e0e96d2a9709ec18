package io.cashew.cli;

import com.google.gson.JsonObject;
import com.google.protobuf.ByteString;
import io.cashew.client.AdminClient;
import io.cashew.config.ByteSizes;
import io.cashew.config.Durations;
import io.cashew.ring.Epoch;
import io.cashew.v1.EntryInfo;
import io.cashew.v1.InspectKeyReply;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "inspect",
    header = "Show what the owner of a key has in memory.",
    description =
        "Neither counts as a use of the key nor loads it. Exits with 1 if the key is not in"
            + " memory.")
final class InspectCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private final AdminOptions admin = new AdminOptions();
  @Mixin private final OutputOptions output = new OutputOptions();

  @Parameters(index = "0", paramLabel = "GROUP", description = "The group.")
  private String group = "";

  @Parameters(index = "1", paramLabel = "KEY", description = "The key.")
  private String key = "";

  InspectCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    try (AdminClient client = admin.connect()) {
      InspectKeyReply found = Await.answer(client.inspect(group, ByteString.copyFromUtf8(key)));
      if (output.isJson()) {
        OutputOptions.print(console.out(), json(found));
      } else {
        print(found);
      }
      return (found.hasEntry() ? ExitCode.OK : ExitCode.ABSENT).code();
    }
  }

  private void print(InspectKeyReply found) {
    line("owner", found.getNode());
    line("partition", String.valueOf(found.getPartition()));
    line("since", Epoch.toText(found.getSince()));
    if (!found.hasEntry()) {
      console.err().printf("cashew: %s of %s is not in memory%n", key, group);
      return;
    }
    EntryInfo entry = found.getEntry();
    line("value", entry.getAbsent() ? "absent" : ByteSizes.format(entry.getValueBytes()));
    line("weight", ByteSizes.format(entry.getBytes()));
    line("age", Durations.format(Duration.ofMillis(entry.getAgeMs())));
    line("ttl left", ttlLeft(entry));
    line("version", Long.toUnsignedString(entry.getVersion()));
    line("tag", Epoch.toText(entry.getTag()));
    line("shard", String.valueOf(entry.getShard()));
    line("list", entry.getList());
    if (entry.hasFrequency()) {
      line("frequency", String.valueOf(entry.getFrequency()));
    }
  }

  private static String ttlLeft(EntryInfo entry) {
    return entry.getTtlLeftMs() == 0
        ? "until evicted"
        : Durations.format(Duration.ofMillis(entry.getTtlLeftMs()));
  }

  private void line(String name, String value) {
    PrintStream out = console.out();
    out.printf("%-10s %s%n", name, value);
  }

  private JsonObject json(InspectKeyReply found) {
    JsonObject object = new JsonObject();
    object.addProperty("group", group);
    Bytes.add(object, "key", ByteString.copyFromUtf8(key));
    object.addProperty("node", found.getNode());
    object.addProperty("partition", found.getPartition());
    object.addProperty("since", Epoch.toText(found.getSince()));
    object.addProperty("in_memory", found.hasEntry());
    if (found.hasEntry()) {
      EntryInfo entry = found.getEntry();
      object.addProperty("absent", entry.getAbsent());
      object.addProperty("value_bytes", entry.getValueBytes());
      object.addProperty("bytes", entry.getBytes());
      object.addProperty("age_ms", entry.getAgeMs());
      object.addProperty("ttl_left_ms", entry.getTtlLeftMs());
      object.addProperty("version", Long.toUnsignedString(entry.getVersion()));
      object.addProperty("tag", Epoch.toText(entry.getTag()));
      object.addProperty("shard", entry.getShard());
      object.addProperty("list", entry.getList());
      if (entry.hasFrequency()) {
        object.addProperty("frequency", entry.getFrequency());
      }
    }
    return object;
  }
}
