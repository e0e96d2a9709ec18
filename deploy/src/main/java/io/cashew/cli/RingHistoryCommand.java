package io.cashew.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.cashew.client.AdminClient;
import io.cashew.ring.Epoch;
import io.cashew.v1.ListRingsReply;
import io.cashew.v1.RingShare;
import io.cashew.v1.RingSummary;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "history",
    header = "List the ring and former rings.",
    description =
        "The first is in force. The others are as they were before each of the last changes; 'cashew"
            + " ring rollback EPOCH' goes back to one.")
final class RingHistoryCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private final AdminOptions admin = new AdminOptions();
  @Mixin private final OutputOptions output = new OutputOptions();

  RingHistoryCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    try (AdminClient client = admin.connect()) {
      ListRingsReply rings = Await.answer(client.rings());
      output.print(console, () -> json(rings), () -> table(rings));
      return ExitCode.OK.code();
    }
  }

  private static Table table(ListRingsReply rings) {
    Table table = new Table("EPOCH", "CHANGED", "BY", "WHY", "OWNERS");
    for (RingSummary ring : rings.getRingsList()) {
      table.row(
          Epoch.toText(ring.getEpoch()),
          at(ring),
          ring.getChange().getWho(),
          ring.getChange().getWhy(),
          ring.getSharesList().stream()
              .map(share -> "%s %d".formatted(share.getNode(), share.getPartitions()))
              .collect(Collectors.joining(", ")));
    }
    return table;
  }

  private static JsonObject json(ListRingsReply rings) {
    JsonArray array = new JsonArray();
    for (RingSummary ring : rings.getRingsList()) {
      JsonObject object = new JsonObject();
      object.addProperty("epoch", Epoch.toText(ring.getEpoch()));
      object.addProperty("digest", ring.getDigest());
      object.addProperty("at", at(ring));
      object.addProperty("who", ring.getChange().getWho());
      object.addProperty("why", ring.getChange().getWhy());
      JsonArray shares = new JsonArray();
      for (RingShare share : ring.getSharesList()) {
        JsonObject entry = new JsonObject();
        entry.addProperty("node", share.getNode());
        entry.addProperty("partitions", share.getPartitions());
        shares.add(entry);
      }
      object.add("shares", shares);
      array.add(object);
    }
    JsonObject object = new JsonObject();
    object.add("rings", array);
    return object;
  }

  private static String at(RingSummary ring) {
    return Instant.ofEpochMilli(ring.getChange().getAtMs())
        .truncatedTo(ChronoUnit.SECONDS)
        .toString();
  }
}
