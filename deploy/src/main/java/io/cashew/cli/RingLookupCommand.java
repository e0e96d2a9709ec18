package io.cashew.cli;

import com.google.gson.JsonObject;
import com.google.protobuf.ByteString;
import io.cashew.client.AdminClient;
import io.cashew.ring.Epoch;
import io.cashew.v1.LookupKeyReply;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "lookup",
    header = "Show where a key belongs.",
    description =
        "Asks no node; neither group nor key need exist. The stand-in answers gets while the owner"
            + " is out of reach. What the owner has of the key: 'cashew inspect'.")
final class RingLookupCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private final AdminOptions admin = new AdminOptions();
  @Mixin private final OutputOptions output = OutputOptions.withRaw();

  @Parameters(index = "0", paramLabel = "GROUP", description = "The group.")
  private String group = "";

  @Parameters(index = "1", paramLabel = "KEY", description = "The key.")
  private String key = "";

  RingLookupCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    try (AdminClient client = admin.connect()) {
      LookupKeyReply found = Await.answer(client.lookup(group, ByteString.copyFromUtf8(key)));
      output.print(
          console, () -> json(found), () -> facts(found), () -> "%s%n".formatted(found.getOwner()));
      return ExitCode.OK.code();
    }
  }

  private static Facts facts(LookupKeyReply found) {
    return new Facts(10)
        .add("hash", hash(found))
        .add("partition", found.getPartition())
        .add("owner", found.getOwner())
        .add("since", Epoch.toText(found.getSince()))
        .add("before", before(found))
        .add("stand-in", found.getStandIn().isEmpty() ? "-" : found.getStandIn())
        .add("epoch", Epoch.toText(found.getEpoch()));
  }

  private static String before(LookupKeyReply found) {
    return found.getPreviousOwner().isEmpty()
        ? "-"
        : "%s since %s".formatted(found.getPreviousOwner(), Epoch.toText(found.getPreviousSince()));
  }

  private JsonObject json(LookupKeyReply found) {
    JsonObject object = new JsonObject();
    object.addProperty("group", group);
    Bytes.add(object, "key", ByteString.copyFromUtf8(key));
    object.addProperty("hash", hash(found));
    object.addProperty("partition", found.getPartition());
    object.addProperty("owner", found.getOwner());
    object.addProperty("since", Epoch.toText(found.getSince()));
    if (!found.getPreviousOwner().isEmpty()) {
      object.addProperty("previous_owner", found.getPreviousOwner());
      object.addProperty("previous_since", Epoch.toText(found.getPreviousSince()));
    }
    if (!found.getStandIn().isEmpty()) {
      object.addProperty("stand_in", found.getStandIn());
    }
    object.addProperty("epoch", Epoch.toText(found.getEpoch()));
    return object;
  }

  private static String hash(LookupKeyReply found) {
    return "%016x".formatted(found.getHash());
  }
}
