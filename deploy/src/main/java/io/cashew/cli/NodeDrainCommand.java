package io.cashew.cli;

import io.cashew.client.AdminClient;
import io.cashew.v1.PlanRingReply;
import io.cashew.v1.PlannedNode;
import io.cashew.v1.RingWishes;
import java.util.concurrent.Callable;
import java.util.function.ToIntFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "drain",
    header = "Empty a node before it is stopped.",
    description =
        "Its partitions move to the other nodes, a few at a time, and requests go on. Ends when it"
            + " owns nothing and nobody fetches entries from it any more. It stays drained, over"
            + " restarts too, until 'cashew node undrain ID'.")
final class NodeDrainCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private final AdminOptions admin = new AdminOptions();
  @Mixin private final OutputOptions output = new OutputOptions();
  @Mixin private final WaitOptions wait = new WaitOptions();

  @Parameters(index = "0", paramLabel = "ID", description = "The node.")
  private String id = "";

  NodeDrainCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    RingWishes wishes = RingWishes.newBuilder().addDrain(id).build();
    try (AdminClient client = admin.connect()) {
      if (wait.isDryRun() || wait.isDetached()) {
        return new WishFulfilment(console, output, wait).run(client, wishes).code();
      }
      int had = of(PlannedNode::getHas).applyAsInt(Await.answer(client.applyRing(wishes)));
      Moves moves = new Moves(client, console, wait.timeout());
      PlanRingReply unused = moves.await(of(PlannedNode::getHas), "partitions");
      PlanRingReply last = moves.await(of(PlannedNode::getGiving), "handovers");
      output.print(
          console,
          () -> PlanOutput.json(last),
          () -> "node %s owns nothing any more: %d partitions have moved%n".formatted(id, had));
      return ExitCode.OK.code();
    }
  }

  private ToIntFunction<PlanRingReply> of(ToIntFunction<PlannedNode> count) {
    return plan ->
        plan.getNodesList().stream().filter(node -> node.getId().equals(id)).mapToInt(count).sum();
  }
}
