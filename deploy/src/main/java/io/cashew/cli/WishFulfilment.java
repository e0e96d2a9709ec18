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
    if (!output.isJson()) {
      console.out().print(PlanOutput.text(plan));
      console.out().flush();
    }
    PlanRingReply last =
        new Moves(client, console, wait.timeout()).await(PlanRingReply::getMoves, "partitions");
    if (output.isJson()) {
      OutputOptions.print(console.out(), PlanOutput.json(last));
    } else {
      console.out().println("done");
    }
    return ExitCode.OK;
  }

  private void tell(PlanRingReply plan) {
    if (output.isJson()) {
      OutputOptions.print(console.out(), PlanOutput.json(plan));
    } else {
      console.out().print(PlanOutput.text(plan));
    }
  }
}
