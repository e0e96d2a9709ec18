package io.cashew.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.cashew.client.AdminClient;
import io.cashew.ring.Epoch;
import io.cashew.v1.ListNodesReply;
import io.cashew.v1.Node;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "nodes",
    header = "List the storage nodes.",
    description =
        "States: serving; joining (registered, owns nothing yet); leaving (hands over, then stops);"
            + " draining and drained (operators want it to own nothing); suspect (does not answer the"
            + " proxy that was asked); expelled (taken out of the ring because most proxies could not"
            + " reach it); lost (owns partitions, holds no lease).")
final class NodesCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private final AdminOptions admin = new AdminOptions();
  @Mixin private final OutputOptions output = OutputOptions.withRaw();

  NodesCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    try (AdminClient client = admin.connect()) {
      ListNodesReply nodes = Await.answer(client.nodes());
      output.print(
          console,
          () -> json(nodes),
          () -> table(nodes),
          () -> Bytes.lines(nodes.getNodesList(), Node::getId));
      return ExitCode.OK.code();
    }
  }

  private static Table table(ListNodesReply nodes) {
    Table table = new Table("NODE", "ADDRESS", "ZONE", "WEIGHT", "PARTITIONS", "STATE", "EPOCH");
    for (Node node : nodes.getNodesList()) {
      table.row(
          node.getId(),
          node.getAddress(),
          node.getZone().isEmpty() ? "-" : node.getZone(),
          String.valueOf(node.getWeight()),
          String.valueOf(node.getPartitions()),
          state(node),
          epoch(node));
    }
    return table;
  }

  private static JsonObject json(ListNodesReply nodes) {
    JsonArray array = new JsonArray();
    for (Node node : nodes.getNodesList()) {
      JsonObject object = new JsonObject();
      object.addProperty("id", node.getId());
      object.addProperty("address", node.getAddress());
      object.addProperty("zone", node.getZone());
      object.addProperty("weight", node.getWeight());
      object.addProperty("partitions", node.getPartitions());
      object.addProperty("state", state(node));
      object.addProperty("registered", node.getRegistered());
      object.addProperty("acknowledged_epoch", epoch(node));
      object.addProperty("giving", node.getGiving());
      object.addProperty("taking", node.getTaking());
      array.add(object);
    }
    JsonObject object = new JsonObject();
    object.add("nodes", array);
    return object;
  }

  private static String state(Node node) {
    if (!node.getRegistered()) {
      return "lost";
    }
    if (node.getExpelled()) {
      return "expelled";
    }
    if (node.getSuspect()) {
      return "suspect";
    }
    if (node.getLeaving()) {
      return "leaving";
    }
    if (node.getDrained()) {
      return node.getPartitions() == 0 ? "drained" : "draining";
    }
    return node.getPartitions() == 0 ? "joining" : "serving";
  }

  private static String epoch(Node node) {
    return Epoch.toText(node.getAcknowledgedEpoch());
  }
}
