package io.cashew.cli;

import io.cashew.client.AdminClient;
import io.cashew.v1.PlanRingReply;
import io.cashew.v1.RingWishes;

/** Puts a wish, or only shows what it would do, and tells how it went. */
final class WishFulfilment {
  private final Console console;
  private final OutputOptions output;
  private final WaitOptions wait;

  WishFulfilment(Console console, OutputOptions output, WaitOptions wait) {
    this.console = console;
    this.output = output;
    this.wait = wait;
  }

  ExitCode run(AdminClient client, RingWishes wishes) {
    PlanRingReply plan =
        Await.answer(wait.isDryRun() ? client.planRing(wishes) : client.applyRing(wishes));
    if (wait.isDryRun() || wait.isDetached()) {
      tell(plan);
      return ExitCode.OK;
    }
    if (output.isForPeople()) {
      tell(plan);
    }
    PlanRingReply last =
        new Moves(client, console, wait.timeout()).await(PlanRingReply::getMoves, "partitions");
    output.print(console, () -> PlanOutput.json(last), () -> "done%n".formatted());
    return ExitCode.OK;
  }

  private void tell(PlanRingReply plan) {
    output.print(console, () -> PlanOutput.json(plan), () -> PlanOutput.text(plan));
  }
}
