package io.cashew.cli;

import com.google.gson.JsonObject;
import com.google.protobuf.ByteString;
import io.cashew.client.AdminClient;
import io.cashew.config.ByteSizes;
import io.cashew.config.Durations;
import io.cashew.ring.Epoch;
import io.cashew.v1.EntryInfo;
import io.cashew.v1.InspectKeyReply;
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
      output.print(console, () -> json(found), () -> facts(found));
      if (!found.hasEntry() && output.isForPeople()) {
        console.err().printf("cashew: %s of %s is not in memory%n", key, group);
      }
      return (found.hasEntry() ? ExitCode.OK : ExitCode.ABSENT).code();
    }
  }

  private static Facts facts(InspectKeyReply found) {
    Facts facts =
        new Facts(10)
            .add("owner", found.getNode())
            .add("partition", found.getPartition())
            .add("since", Epoch.toText(found.getSince()));
    if (!found.hasEntry()) {
      return facts;
    }
    EntryInfo entry = found.getEntry();
    facts
        .add("value", entry.getAbsent() ? "absent" : ByteSizes.format(entry.getValueBytes()))
        .add("weight", ByteSizes.format(entry.getBytes()))
        .add("age", Durations.format(Duration.ofMillis(entry.getAgeMs())))
        .add("ttl left", ttlLeft(entry))
        .add("version", Long.toUnsignedString(entry.getVersion()))
        .add("tag", Epoch.toText(entry.getTag()))
        .add("shard", entry.getShard())
        .add("list", entry.getList());
    return entry.hasFrequency() ? facts.add("frequency", entry.getFrequency()) : facts;
  }

  private static String ttlLeft(EntryInfo entry) {
    return entry.getTtlLeftMs() == 0
        ? "until evicted"
        : Durations.format(Duration.ofMillis(entry.getTtlLeftMs()));
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
