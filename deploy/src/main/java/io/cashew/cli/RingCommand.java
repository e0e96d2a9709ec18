package io.cashew.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.cashew.client.AdminClient;
import io.cashew.ring.Epoch;
import io.cashew.status.CashewException;
import io.cashew.status.Reason;
import io.cashew.v1.AlarmInfo;
import io.cashew.v1.GetRingReply;
import io.cashew.v1.GetRingRequest;
import io.cashew.v1.PartitionOwner;
import io.cashew.v1.RingChangeInfo;
import io.cashew.v1.RingShare;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "ring",
    header = "Show the ring: who owns what, and why; change it.",
    description =
        "Alone, or with 'show': two proxies that show the same digest route alike. Alarms are what"
            + " somebody should look at. Exits with 4 if there is no ring yet.")
class RingCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private final AdminOptions admin = new AdminOptions();
  @Mixin private final OutputOptions output = new OutputOptions();

  @Option(names = "--partitions", description = "Also list the owner of every partition.")
  private boolean partitions;

  RingCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    try (AdminClient client = admin.connect()) {
      GetRingReply ring =
          Await.answer(
              client.ring(GetRingRequest.newBuilder().setWithPartitions(partitions).build()));
      if (ring.getEpoch() == 0) {
        throw new CashewException(Reason.NO_RING, "there is no ring yet: no node has joined");
      }
      output.print(console, () -> json(ring), () -> page(ring));
      return ExitCode.OK.code();
    }
  }

  private Page page(GetRingReply ring) {
    Page page = new Page().add(facts(ring)).add(shares(ring));
    if (ring.getChangesCount() > 0) {
      page.add(changes(ring));
    }
    return partitions ? page.add(owners(ring)) : page;
  }

  private static Facts facts(GetRingReply ring) {
    Facts facts =
        new Facts(12)
            .add("epoch", Epoch.toText(ring.getEpoch()))
            .add("digest", ring.getDigest())
            .add("partitions", ring.getPartitions())
            .add("hash", ring.getHash())
            .add("coordinator", ring.getCoordinator().isEmpty() ? "none" : ring.getCoordinator())
            .add("proxy", ring.getProxy());
    if (ring.getMovesLeft() > 0) {
      facts.add("to move", "%d partitions".formatted(ring.getMovesLeft()));
    }
    for (AlarmInfo alarm : ring.getAlarmsList()) {
      facts.add("ALARM", alarm.getKind() + ": " + alarm.getText());
    }
    return facts;
  }

  private static Table shares(GetRingReply ring) {
    Table table = new Table("NODE", "PARTITIONS", "SHARE");
    for (RingShare share : ring.getSharesList()) {
      double percent = 100.0 * share.getPartitions() / ring.getPartitions();
      table.row(
          share.getNode(), String.valueOf(share.getPartitions()), "%.1f %%".formatted(percent));
    }
    return table;
  }

  private static Table changes(GetRingReply ring) {
    Table table = new Table("CHANGED", "BY", "MOVED", "WHY");
    for (RingChangeInfo change : ring.getChangesList()) {
      table.row(at(change), change.getWho(), String.valueOf(change.getMoved()), change.getWhy());
    }
    return table;
  }

  private static Table owners(GetRingReply ring) {
    Table table = new Table("PARTITION", "OWNER", "SINCE");
    for (PartitionOwner owner : ring.getOwnersList()) {
      table.row(
          String.valueOf(owner.getPartition()), owner.getNode(), Epoch.toText(owner.getSince()));
    }
    return table;
  }

  private JsonObject json(GetRingReply ring) {
    JsonObject object = new JsonObject();
    object.addProperty("epoch", Epoch.toText(ring.getEpoch()));
    object.addProperty("digest", ring.getDigest());
    object.addProperty("partitions", ring.getPartitions());
    object.addProperty("hash", ring.getHash());
    object.addProperty("coordinator", ring.getCoordinator());
    object.addProperty("proxy", ring.getProxy());
    object.addProperty("moves_left", ring.getMovesLeft());
    object.add("alarms", alarms(ring));
    JsonObject counts = new JsonObject();
    ring.getAlarmCountsList()
        .forEach(count -> counts.addProperty(count.getKind(), count.getRaised()));
    object.add("alarms_raised", counts);
    JsonArray shares = new JsonArray();
    for (RingShare share : ring.getSharesList()) {
      JsonObject entry = new JsonObject();
      entry.addProperty("node", share.getNode());
      entry.addProperty("partitions", share.getPartitions());
      shares.add(entry);
    }
    object.add("shares", shares);
    JsonArray changes = new JsonArray();
    for (RingChangeInfo change : ring.getChangesList()) {
      JsonObject entry = new JsonObject();
      entry.addProperty("at", at(change));
      entry.addProperty("who", change.getWho());
      entry.addProperty("moved", change.getMoved());
      entry.addProperty("why", change.getWhy());
      changes.add(entry);
    }
    object.add("changes", changes);
    if (partitions) {
      object.add("owners", jsonOwners(ring));
    }
    return object;
  }

  private static JsonArray jsonOwners(GetRingReply ring) {
    JsonArray owners = new JsonArray();
    for (PartitionOwner owner : ring.getOwnersList()) {
      JsonObject entry = new JsonObject();
      entry.addProperty("partition", owner.getPartition());
      entry.addProperty("node", owner.getNode());
      entry.addProperty("since", Epoch.toText(owner.getSince()));
      owners.add(entry);
    }
    return owners;
  }

  private static JsonArray alarms(GetRingReply ring) {
    JsonArray alarms = new JsonArray();
    for (AlarmInfo alarm : ring.getAlarmsList()) {
      JsonObject entry = new JsonObject();
      entry.addProperty("kind", alarm.getKind());
      entry.addProperty("text", alarm.getText());
      entry.addProperty("since", at(alarm.getSinceMs()));
      alarms.add(entry);
    }
    return alarms;
  }

  private static String at(RingChangeInfo change) {
    return at(change.getAtMs());
  }

  private static String at(long millis) {
    return Instant.ofEpochMilli(millis).truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
