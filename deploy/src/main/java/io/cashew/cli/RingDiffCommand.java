package io.cashew.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.cashew.client.AdminClient;
import io.cashew.ring.Epoch;
import io.cashew.v1.ListRingsReply;
import io.cashew.v1.ListRingsRequest;
import io.cashew.v1.PartitionOwner;
import io.cashew.v1.RingSummary;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "diff",
    header = "Show what moved between two rings.",
    description =
        "'cashew ring history' lists the rings there are. What moved away and back again in between"
            + " is not shown.")
final class RingDiffCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private final AdminOptions admin = new AdminOptions();
  @Mixin private final OutputOptions output = new OutputOptions();

  @Parameters(index = "0", paramLabel = "EPOCH", description = "Of the one ring: 0.1234.")
  private String from = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "EPOCH",
      description = "Of the other. Default: the ring that is in force.")
  private Optional<String> to = Optional.empty();

  @Option(names = "--partitions", description = "List every partition that moved.")
  private boolean partitions;

  RingDiffCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    long first = parsed(from);
    try (AdminClient client = admin.connect()) {
      long second = to.map(RingDiffCommand::parsed).orElseGet(() -> inForce(client));
      ListRingsReply rings =
          Await.answer(
              client.rings(
                  ListRingsRequest.newBuilder()
                      .addWithOwnersOf(first)
                      .addWithOwnersOf(second)
                      .build()));
      List<Move> moves = moves(ring(rings, first), ring(rings, second));
      output.print(console, () -> json(first, second, moves), () -> page(moves));
      return ExitCode.OK.code();
    }
  }

  private static long inForce(AdminClient client) {
    return Await.answer(client.rings()).getRingsList().stream()
        .findFirst()
        .map(RingSummary::getEpoch)
        .orElseThrow(() -> new UsageException("there is no ring yet (expected: a node first)"));
  }

  private static RingSummary ring(ListRingsReply rings, long epoch) {
    return rings.getRingsList().stream()
        .filter(ring -> ring.getEpoch() == epoch)
        .findFirst()
        .orElseThrow(
            () ->
                new UsageException(
                    "no ring of epoch %s is known (expected: one that 'cashew ring history' lists)"
                        .formatted(Epoch.toText(epoch))));
  }

  private static List<Move> moves(RingSummary before, RingSummary after) {
    List<Move> moves = new ArrayList<>();
    for (int i = 0; i < after.getOwnersCount(); i++) {
      PartitionOwner was = before.getOwners(i);
      PartitionOwner is = after.getOwners(i);
      if (!was.getNode().equals(is.getNode())) {
        moves.add(new Move(is.getPartition(), was.getNode(), is.getNode(), is.getSince()));
      }
    }
    return moves;
  }

  private Page page(List<Move> moves) {
    String sum =
        "%d %s moved%n".formatted(moves.size(), moves.size() == 1 ? "partition" : "partitions");
    return moves.isEmpty()
        ? new Page().add(sum)
        : new Page().add(partitions ? table(moves) : flowTable(moves)).add(sum);
  }

  private static Table table(List<Move> moves) {
    Table table = new Table("PARTITION", "FROM", "TO", "SINCE");
    moves.forEach(
        move ->
            table.row(
                String.valueOf(move.partition), move.from, move.to, Epoch.toText(move.since)));
    return table;
  }

  private static Table flowTable(List<Move> moves) {
    Table table = new Table("FROM", "TO", "PARTITIONS");
    flows(moves).forEach((flow, n) -> table.row(flow.from, flow.to, String.valueOf(n)));
    return table;
  }

  private JsonObject json(long first, long second, List<Move> moves) {
    JsonArray array = new JsonArray();
    if (partitions) {
      moves.forEach(move -> array.add(move.json()));
    } else {
      flows(moves).forEach((flow, n) -> array.add(flow.json(n)));
    }
    JsonObject object = new JsonObject();
    object.addProperty("from_epoch", Epoch.toText(first));
    object.addProperty("to_epoch", Epoch.toText(second));
    object.addProperty("moved", moves.size());
    object.add("moves", array);
    return object;
  }

  private static Map<Flow, Integer> flows(List<Move> moves) {
    Map<Flow, Integer> flows = new TreeMap<>();
    moves.forEach(move -> flows.merge(new Flow(move.from, move.to), 1, Integer::sum));
    return flows;
  }

  private static long parsed(String epoch) {
    try {
      return Epoch.parse(epoch);
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
  }

  private record Move(int partition, String from, String to, long since) {
    JsonObject json() {
      JsonObject object = new JsonObject();
      object.addProperty("partition", partition);
      object.addProperty("from", from);
      object.addProperty("to", to);
      object.addProperty("since", Epoch.toText(since));
      return object;
    }
  }

  private record Flow(String from, String to) implements Comparable<Flow> {
    @Override
    public int compareTo(Flow other) {
      int byFrom = from.compareTo(other.from);
      return byFrom == 0 ? to.compareTo(other.to) : byFrom;
    }

    JsonObject json(int count) {
      JsonObject object = new JsonObject();
      object.addProperty("from", from);
      object.addProperty("to", to);
      object.addProperty("partitions", count);
      return object;
    }
  }
}
