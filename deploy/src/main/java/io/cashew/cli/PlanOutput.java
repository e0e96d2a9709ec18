package io.cashew.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.cashew.ring.Epoch;
import io.cashew.v1.PlanRingReply;
import io.cashew.v1.PlannedNode;

/** A plan of the ring: for people, or as fields. */
final class PlanOutput {
  private PlanOutput() {}

  static Page text(PlanRingReply plan) {
    Table table = new Table("NODE", "WEIGHT", "HAS", "DUE", "GAINS", "LOSES", "WISH");
    for (PlannedNode node : plan.getNodesList()) {
      table.row(
          node.getId(),
          node.getWeight() == 0 ? "-" : String.valueOf(node.getWeight()),
          String.valueOf(node.getHas()),
          String.valueOf(node.getDue()),
          String.valueOf(node.getGains()),
          String.valueOf(node.getLoses()),
          node.getDrained() ? "drained" : "-");
    }
    return new Page().add(table).add(moves(plan));
  }

  private static String moves(PlanRingReply plan) {
    return plan.getMoves() == 0
        ? "nothing has to move%n".formatted()
        : "%d %s to move, in %d %s%n"
            .formatted(
                plan.getMoves(),
                plan.getMoves() == 1 ? "partition" : "partitions",
                plan.getSteps(),
                plan.getSteps() == 1 ? "step" : "steps");
  }

  static JsonObject json(PlanRingReply plan) {
    JsonObject object = new JsonObject();
    object.addProperty("epoch", Epoch.toText(plan.getEpoch()));
    object.addProperty("moves", plan.getMoves());
    object.addProperty("steps", plan.getSteps());
    JsonArray nodes = new JsonArray();
    for (PlannedNode node : plan.getNodesList()) {
      JsonObject entry = new JsonObject();
      entry.addProperty("id", node.getId());
      entry.addProperty("weight", node.getWeight());
      entry.addProperty("has", node.getHas());
      entry.addProperty("due", node.getDue());
      entry.addProperty("gains", node.getGains());
      entry.addProperty("loses", node.getLoses());
      entry.addProperty("drained", node.getDrained());
      nodes.add(entry);
    }
    object.add("nodes", nodes);
    return object;
  }
}
