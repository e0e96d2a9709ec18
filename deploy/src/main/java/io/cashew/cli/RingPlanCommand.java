package io.cashew.cli;

import io.cashew.client.AdminClient;
import io.cashew.v1.PlanRingReply;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "plan",
    header = "Show what would move.",
    description =
        "Changes nothing. Without a wish it shows what still has to move. What a node has, is due,"
            + " gains and loses are partitions.")
final class RingPlanCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private final AdminOptions admin = new AdminOptions();
  @Mixin private final OutputOptions output = new OutputOptions();
  @Mixin private final WishOptions wish = new WishOptions();

  RingPlanCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    try (AdminClient client = admin.connect()) {
      PlanRingReply plan = Await.answer(client.planRing(wish.wishes()));
      output.print(console, () -> PlanOutput.json(plan), () -> PlanOutput.text(plan));
      return ExitCode.OK.code();
    }
  }
}
